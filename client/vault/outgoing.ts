import {
  deriveEraKeys,
  encodeAction,
  recordHash,
  sealGovernanceBody,
  sealRecord,
  signAction,
  type GovernanceAction,
  type RecordContent,
} from '../../crypto/index.ts';
import type { RandomBytes } from '../storage/generation.ts';
import {
  currentEpoch,
  memberKeyOf,
  type CircleState,
  type OutgoingRecord,
  type SealedIntent,
} from './circleState.ts';
import { hourOf, RECORD_HOURS } from './hours.ts';

/** Records as they leave: sealed in the present epoch, with the head that this device has verified. */

export type SealContext = {
  readonly random: RandomBytes;
  readonly nowMs: number;
};

/** The circle remembers keys it has announced and the commit on its way. Null: it cannot be sealed any more. */
export type Sealed = { readonly circle: CircleState; readonly sealed: SealedIntent } | null;

export function outgoing(
  circle: CircleState,
  type: RecordContent['type'],
  body: Uint8Array,
  expiry: number,
  random: RandomBytes,
): OutgoingRecord {
  const { head } = circle;
  const content: RecordContent = {
    type,
    epoch: currentEpoch(circle).keys.epoch,
    headIndex: head.index,
    headChain: head.chain,
    body,
  };
  const bytes = sealRecord(deriveEraKeys(circle.eraSecret), content, random(24));
  return { bytes, expiry, isBarrier: type === 'commit' || type === 'governance' };
}

/** The log's hour may be ahead of a clock that is slow: a life that is not exactly so long, nobody reads. */
export function decisionExpiry({ head }: CircleState, nowMs: number): number {
  return Math.max(hourOf(nowMs), head.hour) + RECORD_HOURS;
}

export function actionRecord(
  circle: CircleState,
  action: GovernanceAction,
  { random, nowMs }: SealContext,
): OutgoingRecord {
  const { keys } = currentEpoch(circle);
  const signed = signAction(circle.circleId, memberKeyOf(circle.identity), action);
  const logId = deriveEraKeys(circle.eraSecret).log.publicKey;
  const body = sealGovernanceBody(keys.rec, logId, keys.epoch, encodeAction(signed), random(24));
  return outgoing(circle, 'governance', body, decisionExpiry(circle, nowMs), random);
}

export function sealedAs(
  records: readonly OutgoingRecord[],
  decisive: OutgoingRecord,
  circle: CircleState,
  entry: { readonly id: Uint8Array; readonly ownUntil: number } | null,
): SealedIntent {
  const { epoch } = currentEpoch(circle).keys;
  return {
    records,
    hash: recordHash(decisive.bytes),
    epoch,
    headIndex: circle.head.index,
    entryId: entry?.id ?? null,
    ownUntil: entry?.ownUntil ?? null,
  };
}
