import { encode } from 'cborg';
import * as v from 'valibot';
import { concat } from './bytes.ts';
import { bytesOf, bytesUpTo, canonicalCodec, count, hour } from './codec.ts';
import { hash } from './kdf.ts';
import { sign, verify, type SigningKeyPair } from './signature.ts';

/**
 * A device that has lost its seat asks for it again, PROTOCOL.md §8: its member's word, a fresh key package, and an
 * inbox like that of an invite, in which it waits for the answer.
 */

/** A nack is answered within this long, as its key package lives. */
export const NACK_HOURS = 7 * 24;

/** `desync`: a commit valid for everybody that the device could not follow; `away`: it came back too late for one, or was unseated for its silence. */
export const nackSchema = v.strictObject({
  memberId: bytesOf(32),
  /** DK, which names the device. */
  staticKey: bytesOf(32),
  reason: v.picklist(['desync', 'away']),
  /** The last epoch that it was in, and the log's hour when it asked. */
  epoch: count,
  hour,
  keyPackage: bytesUpTo(8192),
  inviteId: bytesOf(16),
  secret: bytesOf(32),
  signature: bytesOf(64),
});
export type Nack = v.InferOutput<typeof nackSchema>;
export const nackCodec = canonicalCodec(nackSchema);

type Said = Omit<Nack, 'signature'>;

function signedContent(circleId: Uint8Array, said: Said): Uint8Array {
  return hash('nack-said', concat(circleId, encode(said)));
}

/** @param member the member key of this circle */
export function signNack(
  circleId: Uint8Array,
  member: SigningKeyPair,
  asked: Omit<Said, 'memberId'>,
): Nack {
  const said = { ...asked, memberId: member.publicKey };
  return { ...said, signature: sign(member.secretKey, signedContent(circleId, said)) };
}

export function checkNack(circleId: Uint8Array, { signature, ...said }: Nack): boolean {
  return verify(said.memberId, signedContent(circleId, said), signature);
}

/** What the commits that answer it bind. */
export function nackHash(nack: Nack): Uint8Array {
  return hash('nack', nackCodec.encode(nack));
}
