import { equalBytes } from '../../crypto/index.ts';
import { memberKeyOf, type CircleState } from './circleState.ts';
import { loseSeat } from './processCommit.ts';

/**
 * Whether a log is still the circle's, for a device that comes back so late that its end may have faded unread,
 * PROTOCOL.md §8: whoever was removed still opens the old one, and the relay takes what is sent there.
 */

const WEEK_HOURS = 7 * 24;

/** More than half of the others have said in it within the week that they are there. @param hour of the relay */
export function isAlive(circle: CircleState, hour: number): boolean {
  if (!circle.mayHaveMissed) return true;
  const { heard, governance, identity } = circle;
  const { publicKey } = memberKeyOf(identity);
  const others = governance.members.filter((member) => !equalBytes(member.memberId, publicKey));
  const present = others.filter(({ memberId }) =>
    heard.some((one) => {
      const device = governance.devices.find((known) => equalBytes(known.staticKey, one.staticKey));
      const isTheirs = device !== undefined && equalBytes(device.memberId, memberId);
      return isTheirs && hour - one.hour <= WEEK_HOURS;
    }),
  );
  return present.length * 2 > others.length;
}

/** The log has been read to its end: nothing is sent into one that may be dead. @param hour of the relay */
export function withoutDeadSeat(circle: CircleState, hour: number): CircleState {
  const isAtTable = circle.lost === null && !circle.isRemoved;
  return isAtTable && !isAlive(circle, hour) ? loseSeat(circle, 'away').circle : circle;
}
