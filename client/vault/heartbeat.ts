import {
  checkHeartbeat,
  deviceNamed,
  equalBytes,
  heartbeatCodec,
  signHeartbeat,
  type RecordContent,
} from '../../crypto/index.ts';
import { deviceOf, memberKeyOf, type CircleState } from './circleState.ts';
import { CLOCK_TOLERANCE_HOURS, HEARTBEAT_HOURS, hourOf } from './hours.ts';
import { outgoing, sealedAs, type Sealed, type SealContext } from './outgoing.ts';

/** A device says once a day that it is there, and how far it has read, PROTOCOL.md §8. */

export function sealHeartbeat(circle: CircleState, { random, nowMs }: SealContext): Sealed {
  const { circleId, identity, head } = circle;
  const { staticKey } = deviceOf(identity, circleId);
  const hour = Math.max(hourOf(nowMs), head.hour);
  const said = { circleId, staticKey, index: head.index, chain: head.chain, hour };
  const signature = signHeartbeat(memberKeyOf(identity), said);
  const body = heartbeatCodec.encode({ staticKey, hour, signature });
  const record = outgoing(circle, 'heartbeat', body, hour + HEARTBEAT_HOURS, random);
  return { circle, sealed: sealedAs([record], record, circle, null) };
}

/** @param hour of its record */
export function takeHeartbeat(
  circle: CircleState,
  { headIndex, headChain, body }: RecordContent,
  hour: number,
): CircleState {
  const read = heartbeatCodec.decode(body);
  if (!read.ok) return circle;
  const { staticKey, signature, hour: saidHour } = read.value;
  const { circleId, governance } = circle;
  const device = deviceNamed(governance, staticKey);
  if (device === undefined || Math.abs(hour - saidHour) > CLOCK_TOLERANCE_HOURS) return circle;
  const said = { circleId, staticKey, index: headIndex, chain: headChain, hour: saidHour };
  if (!checkHeartbeat(device.memberId, said, signature)) return circle;
  const others = circle.heard.filter(
    (one) =>
      !equalBytes(one.staticKey, staticKey) && deviceNamed(governance, one.staticKey) !== undefined,
  );
  return { ...circle, heard: [...others, { staticKey, hour }] };
}
