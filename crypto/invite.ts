import { fail, ok, type Result } from './result.ts';
import { kdf } from './kdf.ts';
import { signingKeyPairFromSeed, type SigningKeyPair } from './signature.ts';
import { sodium } from './sodium.ts';
import { utf8, fromUtf8 } from './bytes.ts';

/** Invite keys, PROTOCOL.md §8. The secret opens a door to knock at; it decrypts no content. */

const INVITE_ID_BYTES = 16;
const SECRET_BYTES = 32;

/** `relay` an http(s) origin; `inviteId` 16 bytes; `secret` 32 bytes. */
export type Invite = {
  readonly relay: string;
  readonly inviteId: Uint8Array;
  readonly secret: Uint8Array;
};

/** The inbox log's signing pair and envelope key, and the PSK that the seating commit injects. */
export type InviteKeys = {
  readonly log: SigningKeyPair;
  readonly envelope: Uint8Array;
  readonly linkPsk: Uint8Array;
};

export function deriveInviteKeys(invite: Invite): InviteKeys {
  const { secret, inviteId } = invite;
  return {
    log: signingKeyPairFromSeed(kdf(secret, 'inbox-sign', inviteId, 32)),
    envelope: kdf(secret, 'inbox-env', inviteId, 32),
    linkPsk: kdf(secret, 'link-psk', inviteId, 32),
  };
}

function toBase64Url(bytes: Uint8Array): string {
  return sodium.to_base64(bytes, sodium.base64_variants.URLSAFE_NO_PADDING);
}

function fromBase64Url(text: string): Uint8Array | null {
  try {
    return sodium.from_base64(text, sodium.base64_variants.URLSAFE_NO_PADDING);
  } catch {
    return null;
  }
}

/** @returns the part of the link after `#` */
export function encodeInvite(invite: Invite): string {
  return [utf8(invite.relay), invite.inviteId, invite.secret].map(toBase64Url).join('.');
}

/** Reads the part after `#`. Anything that `encodeInvite` would not have written is `Malformed`. */
export function readInvite(fragment: string): Result<Invite, 'Malformed'> {
  if (fragment.length > 1024) return fail('Malformed');
  const [relayBytes, inviteId, secret, ...rest] = fragment.split('.').map(fromBase64Url);
  if (relayBytes == null || inviteId == null || secret == null || rest.length > 0) {
    return fail('Malformed');
  }
  if (inviteId.length !== INVITE_ID_BYTES || secret.length !== SECRET_BYTES)
    return fail('Malformed');
  const relay = readOrigin(relayBytes);
  if (relay === null) return fail('Malformed');
  const invite = { relay, inviteId, secret };
  return encodeInvite(invite) === fragment ? ok(invite) : fail('Malformed');
}

function readOrigin(bytes: Uint8Array): string | null {
  try {
    const text = fromUtf8(bytes);
    const url = new URL(text);
    return url.origin === text && /^https?:$/u.test(url.protocol) ? text : null;
  } catch {
    return null;
  }
}
