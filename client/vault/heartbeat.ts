import {
  checkHeartbeat,
  deviceNamed,
  equalBytes,
  heartbeatCodec,
  signHeartbeat,
  type RecordContent,
} from '../../crypto/index.ts';
import {
  currentEpoch,
  deviceOf,
  epochNumbered,
  memberKeyOf,
  type CircleState,
} from './circleState.ts';
import { openFadingBody, sealFadingBody } from './fadingBody.ts';
import { CLOCK_TOLERANCE_HOURS, DAY_HOURS, heartbeatHours, hourOf } from './hours.ts';
import { outgoing, sealedAs, type Sealed, type SealContext } from './outgoing.ts';

/** A device says once a day that it is there, and how far it has read, PROTOCOL.md §8. */

export function sealHeartbeat(circle: CircleState, { random, nowMs }: SealContext): Sealed {
  const { circleId, identity, head, governance } = circle;
  const { staticKey } = deviceOf(identity, circleId);
  const hour = Math.max(hourOf(nowMs), head.hour);
  const signature = signHeartbeat(memberKeyOf(identity), {
    circleId,
    staticKey,
    index: head.index,
    chain: head.chain,
    hour,
  });
  const said = heartbeatCodec.encode({ staticKey, hour, signature });
  const bucket = hour + heartbeatHours(governance.charter);
  const body = sealFadingBody(currentEpoch(circle), 'heartbeat', bucket, said, random);
  if (body === null) return null;
  const record = outgoing(circle, 'heartbeat', body, bucket, random);
  return { circle, sealed: sealedAs([record], record, circle, null) };
}

/** @param hour of its record */
export function takeHeartbeat(
  circle: CircleState,
  content: RecordContent,
  hour: number,
): CircleState {
  const epoch = epochNumbered(circle, content.epoch);
  const opened = epoch && openFadingBody(epoch, 'heartbeat', content);
  const read = opened && heartbeatCodec.decode(opened.body);
  if (!read?.ok) return circle;
  const { staticKey, signature, hour: saidHour } = read.value;
  const { circleId, governance } = circle;
  const device = deviceNamed(governance, staticKey);
  if (device === undefined || Math.abs(hour - saidHour) > CLOCK_TOLERANCE_HOURS) return circle;
  const said = {
    circleId,
    staticKey,
    index: content.headIndex,
    chain: content.headChain,
    hour: saidHour,
  };
  if (!checkHeartbeat(device.memberId, said, signature)) return circle;
  const others = circle.heard.filter(
    (one) =>
      !equalBytes(one.staticKey, staticKey) && deviceNamed(governance, one.staticKey) !== undefined,
  );
  // To the day: an hour would say who was there when something was said.
  return { ...circle, heard: [...others, { staticKey, hour: hour - (hour % DAY_HOURS) }] };
}
