import {
  applyAction,
  equalBytes,
  isRemovalDecided,
  memberOf,
  signAction,
  votersFor,
  type GroupFace,
  type Seat,
} from '../../crypto/index.ts';
import { memberKeyOf, type CircleState, type Intent } from './circleState.ts';
import { hourOf } from './hours.ts';
import { actionRecord, sealedAs, type Sealed, type SealContext } from './outgoing.ts';
import { sealCommit, type OwnCommit } from './sealCommit.ts';
import { hedge } from './hedge.ts';
import { openGroup } from './takeEpoch.ts';

/** A vote that somebody leave the table and, where it decides, the commit that takes their seats away: in one batch. */

/** At most seven days by the relay's hour, which may be two behind this clock. */
const VOTE_HOURS = 7 * 24 - 2;

export async function sealRemoval<Group>(
  circle: CircleState,
  { memberId }: Extract<Intent, { kind: 'remove' }>,
  groups: GroupFace<Group>,
  context: SealContext,
): Promise<Sealed> {
  const hour = Math.max(hourOf(context.nowMs), circle.head.hour);
  if (memberOf(circle.governance, memberId) === undefined) return null;
  const member = memberKeyOf(circle.identity);
  const hasVoted = votersFor(circle.governance, memberId, hour).some((voter) =>
    equalBytes(voter.memberId, member.publicKey),
  );
  const vote = { kind: 'remove', memberId, lastHour: hour + VOTE_HOURS } as const;
  const voted = hasVoted
    ? { ok: true as const, value: circle.governance }
    : applyAction(circle.governance, signAction(circle.circleId, member, vote), hour);
  if (!voted.ok) return null;
  const governance = voted.value;
  const votes = hasVoted ? [] : [actionRecord(circle, vote, context)];
  if (!isRemovalDecided(governance, memberId, hour)) {
    const [record] = votes;
    return record === undefined
      ? null
      : { circle, sealed: sealedAs([record], record, circle, null) };
  }
  const seats = groups.seats(openGroup(circle, groups));
  const isTheirs = ({ device }: Seat) => equalBytes(device.memberId, memberId);
  const staying = seats.filter((seat) => !isTheirs(seat));
  const theirs = seats.filter(isTheirs);
  // All of their devices may have lost their seats: then the era alone changes.
  const change = theirs.length > 0 ? { kind: 'remove', seats: theirs } : { kind: 'update' };
  const hedged = hedge(circle, governance, { kind: 'removal', memberId }, staying, context);
  const commit = { change, ...hedged, keyPackage: null, nack: null, endsEra: true } as OwnCommit;
  return sealCommit(circle, votes, commit, groups, hour, context);
}
