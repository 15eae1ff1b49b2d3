import * as v from 'valibot';
import { aeadOpen, aeadSeal, NONCE_BYTES } from './aead.ts';
import { bucket, bytesOf, bytesUpTo, canonicalCodec, count, hour } from './codec.ts';
import { concat, u64 } from './bytes.ts';
import { fail, type Result } from './result.ts';
import { SEALED_HEDGE_BYTES } from './hedge.ts';
import { hash } from './kdf.ts';
import { nackSchema } from './nack.ts';

/** Bodies of the records of a circle's log, PROTOCOL.md §5. */

const MOST_CAPSULE_BYTES = 200 * 1024;
const MOST_DEVICES = 1000;
const leaf = v.pipe(count, v.maxValue(0xffff_ffff));

/** The hedge of a commit, sealed to each other device that stays, in the order of leaves; none where it seats somebody. */
const hedgeSchema = v.pipe(
  v.array(v.strictObject({ leaf, sealed: bytesOf(SEALED_HEDGE_BYTES) })),
  v.maxLength(MOST_DEVICES),
);
export type SealedHedges = v.InferOutput<typeof hedgeSchema>;
export const hedgeCodec = canonicalCodec(hedgeSchema);

/**
 * `message` is the MLS commit; `nack` what it answers; `endsEra` as whoever cannot follow it must know, lest they take a seat
 * in a log that the circle has left.
 */
const commitSchema = v.strictObject({
  message: bytesUpTo(MOST_CAPSULE_BYTES),
  hedges: hedgeSchema,
  nack: v.nullable(nackSchema),
  endsEra: v.boolean(),
});
export const commitCodec = canonicalCodec(commitSchema);

/** A contribution's capsule, and who said it in a capsule of its own, or null. */
const contentSchema = v.strictObject({
  discussionId: bytesOf(32),
  rosterEpoch: count,
  part: leaf,
  capsule: bytesUpTo(MOST_CAPSULE_BYTES),
  attribution: v.nullable(bytesUpTo(1024)),
});
export type ContentBody = v.InferOutput<typeof contentSchema>;
export const contentCodec = canonicalCodec(contentSchema);

/** One MAC for each other device of the epoch. */
const announcementSchema = v.strictObject({
  leaf,
  generation: leaf,
  verificationKey: bytesOf(32),
  bucket,
  macs: v.pipe(v.array(v.strictObject({ leaf, mac: bytesOf(16) })), v.maxLength(MOST_DEVICES)),
});
export const announcementCodec = canonicalCodec(announcementSchema);

/** A device says once a day that it is there: DK, and its member's word for the head that its record states. */
const heartbeatSchema = v.strictObject({ staticKey: bytesOf(32), hour, signature: bytesOf(64) });
export const heartbeatCodec = canonicalCodec(heartbeatSchema);

function governanceContext(place: Uint8Array, epoch: number): Uint8Array {
  return hash('rec-body', concat(place, u64(epoch)));
}

/** @param rec Rec_e; @param place the log's id, or the circle's for a seat; @param nonce 24 random bytes */
export function sealGovernanceBody(
  rec: Uint8Array,
  place: Uint8Array,
  epoch: number,
  body: Uint8Array,
  nonce: Uint8Array,
): Uint8Array {
  return concat(nonce, aeadSeal(rec, nonce, governanceContext(place, epoch), body));
}

export function openGovernanceBody(
  rec: Uint8Array,
  place: Uint8Array,
  epoch: number,
  sealed: Uint8Array,
): Result<Uint8Array> {
  if (sealed.length < NONCE_BYTES) return fail('Malformed');
  const nonce = sealed.subarray(0, NONCE_BYTES);
  return aeadOpen(rec, nonce, governanceContext(place, epoch), sealed.subarray(NONCE_BYTES));
}
