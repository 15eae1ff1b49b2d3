import { concat, u8 } from './bytes.ts';
import { hash } from './kdf.ts';
import { hedgeCodec, type SealedHedges } from './recordBody.ts';
import { fail, ok, type Result } from './result.ts';

/**
 * What a commit is and what it rests on, PROTOCOL.md §2, as the id of its PSK, which MLS authenticates: H("gov", G before
 * it), and of what was sealed of its hedge where it has one.
 */

const KINDS = ['seating', 'update', 'removal', 'unseat', 'return'] as const;
const HASH_BYTES = 32;
const INVITE_ID_BYTES = 16;

type Hedged = { readonly governance: Uint8Array; readonly hedgesHash: Uint8Array };

export type CommitBinding =
  /** The invite that it uses up, and H("name", name). */
  | {
      readonly kind: 'seating';
      readonly governance: Uint8Array;
      readonly inviteId: Uint8Array;
      readonly nameHash: Uint8Array;
    }
  | ({ readonly kind: 'update' } & Hedged)
  | ({ readonly kind: 'removal'; readonly memberId: Uint8Array } & Hedged)
  /** `nackHash` of the device that asked, `NO_NACK` where it takes away what has been silent for too long. */
  | ({ readonly kind: 'unseat'; readonly nackHash: Uint8Array } & Hedged)
  | { readonly kind: 'return'; readonly governance: Uint8Array; readonly nackHash: Uint8Array };

export const NO_NACK: Uint8Array = new Uint8Array(HASH_BYTES);

export function encodeCommitBinding(binding: CommitBinding): Uint8Array {
  const start = [u8(KINDS.indexOf(binding.kind) + 1), binding.governance];
  switch (binding.kind) {
    case 'seating':
      return concat(...start, binding.inviteId, binding.nameHash);
    case 'update':
      return concat(...start, binding.hedgesHash);
    case 'removal':
      return concat(...start, binding.hedgesHash, binding.memberId);
    case 'unseat':
      return concat(...start, binding.hedgesHash, binding.nackHash);
    case 'return':
      return concat(...start, binding.nackHash);
  }
}

export function decodeCommitBinding(pskId: Uint8Array): Result<CommitBinding, 'Malformed'> {
  const kind = KINDS[(pskId[0] ?? 0) - 1];
  const governance = pskId.slice(1, 1 + HASH_BYTES);
  const rest = pskId.slice(1 + HASH_BYTES);
  const first = rest.slice(0, HASH_BYTES);
  const second = rest.slice(HASH_BYTES);
  if (kind === 'seating') {
    if (rest.length !== INVITE_ID_BYTES + HASH_BYTES) return fail('Malformed');
    const inviteId = rest.slice(0, INVITE_ID_BYTES);
    return ok({ kind, governance, inviteId, nameHash: rest.slice(INVITE_ID_BYTES) });
  }
  if (first.length !== HASH_BYTES) return fail('Malformed');
  if (kind === 'update' || kind === 'return') {
    if (second.length > 0) return fail('Malformed');
    return ok(
      kind === 'update'
        ? { kind, governance, hedgesHash: first }
        : { kind, governance, nackHash: first },
    );
  }
  if (kind === undefined || second.length !== HASH_BYTES) return fail('Malformed');
  return ok(
    kind === 'removal'
      ? { kind, governance, hedgesHash: first, memberId: second }
      : { kind, governance, hedgesHash: first, nackHash: second },
  );
}

export function hedgesHash(hedges: SealedHedges): Uint8Array {
  return hash('hedges', hedgeCodec.encode(hedges));
}
