import {
  applyReturn,
  bucketStart,
  deriveEraKeys,
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
  const nack = signNack(circleId, memberKeyOf(identity), {
    staticKey,
    reason: lost.reason,
    epoch: currentEpoch(circle).keys.epoch,
    hour,
    keyPackage: pending.keyPackage,
    inviteId: random(16),
    secret: random(32),
  });
  const record = outgoing(circle, 'nack', nackCodec.encode(nack), lastHourOf(nack), random);
  const asked = { nack, keyPackageRef: candidate.value.ref, pending, record };
  return { ...circle, lost: { ...lost, asked } };
}

/**
 * The circle from the commit on that seated this device again; null where anything does not hold. In the log that it
 * has followed, the commit must be where its own heads say.
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
  const isSameLog = equalBytes(eraSecret, circle.eraSecret);
  const stands = circle.heads.some(
    (one) => one.index === head.index && equalBytes(one.chain, head.chain),
  );
  if (isSameLog && !stands) return null;
  const eraStart = isSameLog ? circle.eraStart : positionOf(circle, circle.head.index);
  const previousLog = isSameLog ? circle.previousLog : logSeed(circle);
  return {
    ...circle,
    governance: seated.value,
    group,
    eraSecret,
    eraStart,
    previousLog,
    epochs: [
      ...circle.epochs.map((one) => ({ ...one, keys: withoutRec(one.keys) })),
      { ...epoch, since: eraStart + head.index },
    ],
    rosterEpoch: epoch.keys.epoch,
    head,
    heads: isSameLog ? circle.heads.filter(({ index }) => index <= head.index) : [head],
    outbox: circle.outbox.map((intent) => ({ ...intent, sealed: null })),
    mayHaveMissed: false,
    nacks: [],
    lost: null,
  };
}

function logSeed({ eraSecret }: CircleState): Uint8Array {
  return deriveEraKeys(eraSecret).log.secretKey.slice(0, 32);
}
