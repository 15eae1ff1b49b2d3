import {
  applyReturn,
  bucketStart,
  equalBytes,
  nackCodec,
  nackHash,
  signNack,
  withoutRec,
  type GroupFace,
} from '../../crypto/index.ts';
import {
  currentEpoch,
  deviceOf,
  memberKeyOf,
  ownDevice,
  positionOf,
  type CircleState,
  type Lost,
} from './circleState.ts';
import { lastHourOf } from './nacks.ts';
import { openWelcome, type Answer } from './openWelcome.ts';
import { outgoing, type SealContext } from './outgoing.ts';

/** A device that has lost its seat asks for it, and takes it again, PROTOCOL.md §8. */

/** A day before it lapses it is said anew. */
const ANEW_HOURS = 24;

/** With a nack that still holds. @param hour of the relay */
export async function askAgain<Group>(
  circle: CircleState,
  lost: Lost,
  groups: GroupFace<Group>,
  hour: number,
  { random }: Pick<SealContext, 'random'>,
): Promise<CircleState> {
  if (lost.asked !== null && hour < lastHourOf(lost.asked.nack) - ANEW_HOURS) return circle;
  const { circleId, identity } = circle;
  const { device, staticKey } = deviceOf(identity, circleId);
  const pending = await groups.makeKeyPackage(device, bucketStart(hour));
  const candidate = await groups.readKeyPackage(pending.keyPackage, circleId, bucketStart(hour));
  if (!candidate.ok) throw new Error('the own key package does not read');
  // In an hour of its own: what has been answered says nothing again.
  const asksFrom = Math.max(ownDevice(circle)?.asksFrom ?? 0, (lost.asked?.nack.hour ?? 0) + 1);
  const nack = signNack(circleId, memberKeyOf(identity), {
    staticKey,
    reason: lost.reason,
    epoch: currentEpoch(circle).keys.epoch,
    hour: Math.max(hour, asksFrom),
    keyPackage: pending.keyPackage,
    inviteId: random(16),
    secret: random(32),
  });
  const record = outgoing(circle, 'nack', nackCodec.encode(nack), lastHourOf(nack), random);
  const asked = { nack, keyPackageRef: candidate.value.ref, pending, record };
  return { ...circle, lost: { ...lost, asked } };
}

/**
 * The circle from the commit on that seated this device again; null where anything does not hold. It stands in the very
 * log that this device has followed, where its own heads say.
 */
export async function takeSeatAgain<Group>(
  circle: CircleState,
  { asked }: Lost,
  answer: Answer,
  groups: GroupFace<Group>,
  hourNow: number,
): Promise<CircleState | null> {
  if (asked === null) return null;
  const { circleId, identity } = circle;
  const { nack, pending, keyPackageRef } = asked;
  const { inviteId, secret } = nack;
  const request = { circleId, inviteId, secret, pending, madeAt: bucketStart(nack.hour) };
  const opened = await openWelcome(request, answer, groups, hourNow);
  if (opened?.binding.kind !== 'return') return null;
  const { governance, binding, group, eraSecret, head, epoch } = opened;
  const { device } = deviceOf(identity, circleId);
  const candidate = {
    ref: keyPackageRef,
    device: { ...device, signatureKey: device.signing.publicKey },
  };
  const seated = applyReturn(governance, nack, candidate, head.hour);
  if (!seated.ok || !equalBytes(binding.nackHash, nackHash(nack))) return null;
  const stands = circle.heads.some(
    (one) => one.index === head.index && equalBytes(one.chain, head.chain),
  );
  if (!stands || !equalBytes(eraSecret, circle.eraSecret)) return null;
  return {
    ...circle,
    governance: seated.value,
    group,
    epochs: [
      ...circle.epochs.map((one) => ({ ...one, keys: withoutRec(one.keys) })),
      { ...epoch, since: positionOf(circle, head.index) },
    ],
    rosterEpoch: epoch.keys.epoch,
    head,
    heads: circle.heads.filter(({ index }) => index <= head.index),
    outbox: circle.outbox.map((intent) => ({ ...intent, sealed: null })),
    mayHaveMissed: false,
    nacks: [],
    lost: null,
  };
}
