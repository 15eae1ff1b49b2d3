import { concat, equalBytes, u8 } from './bytes.ts';
import { applySeating, governanceHash, type GovernanceState, type Refusal } from './governance.ts';
import type { CommitView } from './groupFace.ts';
import { fail, ok, type Result } from './result.ts';

/**
 * Whether the circle allows a commit, PROTOCOL.md §5: beyond the RFC's checks, which the group has made, the
 * governance state that it carries must be the receiver's own, and that state must allow it.
 */

const SEATING = 1;
const HASH_BYTES = 32;
const INVITE_ID_BYTES = 16;

/** What the PSK id of a seating commit binds: H("gov", G before it), the invite that it uses up, H("name", name). */
export type CommitBinding = {
  readonly governance: Uint8Array;
  readonly inviteId: Uint8Array;
  readonly nameHash: Uint8Array;
};

export function encodeCommitBinding(binding: CommitBinding): Uint8Array {
  return concat(u8(SEATING), binding.governance, binding.inviteId, binding.nameHash);
}

export function decodeCommitBinding(pskId: Uint8Array): Result<CommitBinding, 'Malformed'> {
  const length = 1 + HASH_BYTES + INVITE_ID_BYTES + HASH_BYTES;
  if (pskId.length !== length || pskId[0] !== SEATING) return fail('Malformed');
  return ok({
    governance: pskId.slice(1, 1 + HASH_BYTES),
    inviteId: pskId.slice(1 + HASH_BYTES, 1 + HASH_BYTES + INVITE_ID_BYTES),
    nameHash: pskId.slice(1 + HASH_BYTES + INVITE_ID_BYTES),
  });
}

/**
 * The governance state after a commit, or why it is not valid. `view` comes from `inspect`.
 * @param hour the relay's hour of the commit's record
 */
export function applyCommit(
  state: GovernanceState,
  view: CommitView,
  hour: number,
): Result<GovernanceState, Refusal> {
  const binding = decodeCommitBinding(view.pskId);
  if (!binding.ok) return fail('Malformed');
  if (!equalBytes(binding.value.governance, governanceHash(state))) return fail('NotAuthentic');
  // Removal and renewal come with their own rules; until then a commit seats somebody.
  if (view.change.kind !== 'add') return fail('NotAllowed');
  return applySeating(
    state,
    {
      committer: view.committer.device.memberId,
      inviteId: binding.value.inviteId,
      candidate: view.change.candidate,
      nameHash: binding.value.nameHash,
    },
    hour,
  );
}
