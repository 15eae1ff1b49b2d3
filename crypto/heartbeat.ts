import { concat, u32, u64 } from './bytes.ts';
import { hash } from './kdf.ts';
import { sign, verify, type SigningKeyPair } from './signature.ts';

/** "Last heard from", PROTOCOL.md §8: a member's word, once a day, that one device has read the log up to a head. */

/** `index` and `chain` (32 bytes) are the head that the record states. */
export type Heartbeat = {
  readonly circleId: Uint8Array;
  readonly staticKey: Uint8Array;
  readonly index: number;
  readonly chain: Uint8Array;
  /** When it was said: nobody says it again for another. */
  readonly hour: number;
};

function signedContent({ circleId, staticKey, index, chain, hour }: Heartbeat): Uint8Array {
  return hash('heartbeat', concat(circleId, staticKey, u64(index), chain, u32(hour)));
}

export function signHeartbeat(member: SigningKeyPair, heartbeat: Heartbeat): Uint8Array {
  return sign(member.secretKey, signedContent(heartbeat));
}

export function checkHeartbeat(
  memberId: Uint8Array,
  heartbeat: Heartbeat,
  signature: Uint8Array,
): boolean {
  return verify(memberId, signedContent(heartbeat), signature);
}
