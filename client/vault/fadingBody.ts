import {
  deriveCapsuleSecret,
  openCapsule,
  readCapsuleHeader,
  sealCapsule,
  type CapsuleKind,
  type RecordContent,
} from '../../crypto/index.ts';
import type { RandomBytes } from '../storage/generation.ts';
import type { EpochRecord } from './circleState.ts';

/**
 * Bodies that say which device speaks, sealed as a name is, PROTOCOL.md §7: what stands beside one in the log is most
 * likely of the same device, so none may be readable for longer than names are.
 */

export type FadingKind = Extract<CapsuleKind, 'announcement' | 'heartbeat'>;

/** @param bucket its last hour @returns null where that hour has no key */
export function sealFadingBody(
  { keys }: EpochRecord,
  kind: FadingKind,
  bucket: number,
  body: Uint8Array,
  random: RandomBytes,
): Uint8Array | null {
  const secret = deriveCapsuleSecret(keys, keys, 'attribution', bucket);
  const header = { kind, segmentEpoch: keys.epoch, currentEpoch: keys.epoch, bucket };
  return secret && sealCapsule(secret, header, body, random(24));
}

/** @param epoch of the record @returns null where it is none of that kind, or its hour is past */
export function openFadingBody(
  { keys }: EpochRecord,
  kind: FadingKind,
  { body: capsule }: RecordContent,
): { readonly body: Uint8Array; readonly bucket: number } | null {
  const header = readCapsuleHeader(capsule);
  if (!header.ok || header.value.kind !== kind) return null;
  const { segmentEpoch, currentEpoch, bucket } = header.value;
  if (segmentEpoch !== keys.epoch || currentEpoch !== keys.epoch) return null;
  const secret = deriveCapsuleSecret(keys, keys, 'attribution', bucket);
  const opened = secret && openCapsule(secret, capsule);
  return opened?.ok ? { body: opened.value, bucket } : null;
}
