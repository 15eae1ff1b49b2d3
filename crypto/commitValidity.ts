import { concat, equalBytes, u8 } from './bytes.ts';
import { governanceHash, memberOf, type GovernanceState, type Refusal } from './governance.ts';
import type { CommitView, Seat } from './groupFace.ts';
import { hash } from './kdf.ts';
import { hedgeCodec, type SealedHedges } from './recordBody.ts';
import { applyRemoval } from './removal.ts';
import { fail, ok, type Result } from './result.ts';
import { applySeating } from './seating.ts';

/**
 * Whether the circle allows a commit, PROTOCOL.md §2 and §5: beyond the RFC's checks, which the group has made, the
 * governance state that it carries must be the receiver's own, and that state must allow it.
 */

const SEATING = 1;
const HEDGED = 2;
const HASH_BYTES = 32;
const LEAST_UPDATE_HOURS = 24;
const INVITE_ID_BYTES = 16;

/**
 * What the PSK id of a commit binds: H("gov", G before it), and of a seating the invite that it uses up and
 * H("name", name), of any other what was sealed of its hedge.
 */
export type CommitBinding =
  | {
      readonly kind: 'seating';
      readonly governance: Uint8Array;
      readonly inviteId: Uint8Array;
      readonly nameHash: Uint8Array;
    }
  | {
      readonly kind: 'hedged';
      readonly governance: Uint8Array;
      readonly hedgesHash: Uint8Array;
    };

export function encodeCommitBinding(binding: CommitBinding): Uint8Array {
  return binding.kind === 'seating'
    ? concat(u8(SEATING), binding.governance, binding.inviteId, binding.nameHash)
    : concat(u8(HEDGED), binding.governance, binding.hedgesHash);
}

export function decodeCommitBinding(pskId: Uint8Array): Result<CommitBinding, 'Malformed'> {
  const governance = pskId.slice(1, 1 + HASH_BYTES);
  const rest = pskId.slice(1 + HASH_BYTES);
  if (pskId[0] === SEATING && rest.length === INVITE_ID_BYTES + HASH_BYTES) {
    const inviteId = rest.slice(0, INVITE_ID_BYTES);
    return ok({ kind: 'seating', governance, inviteId, nameHash: rest.slice(INVITE_ID_BYTES) });
  }
  if (pskId[0] === HEDGED && rest.length === HASH_BYTES) {
    return ok({ kind: 'hedged', governance, hedgesHash: rest });
  }
  return fail('Malformed');
}

export function hedgesHash(hedges: SealedHedges): Uint8Array {
  return hash('hedges', hedgeCodec.encode(hedges));
}

/** A commit as its record shows it: what everybody read of it, and its hedge as it was sealed. */
export type ReadCommit = { readonly view: CommitView; readonly hedges: SealedHedges };

/**
 * The governance state after a commit, or why it is not valid. `view` comes from `inspect`.
 * @param seats of the epoch that it ends
 * @param hour the relay's hour of the commit's record
 */
export function applyCommit(
  state: GovernanceState,
  { view, hedges }: ReadCommit,
  seats: readonly { readonly leaf: number }[],
  hour: number,
): Result<GovernanceState, Refusal> {
  const binding = decodeCommitBinding(view.pskId);
  if (!binding.ok) return fail('Malformed');
  if (!equalBytes(binding.value.governance, governanceHash(state))) return fail('NotAuthentic');
  const { change, committer } = view;
  const { memberId } = committer.device;
  if (binding.value.kind === 'seating') {
    if (change.kind !== 'add' || hedges.length > 0) return fail('NotAllowed');
    const { inviteId, nameHash } = binding.value;
    const seating = { committer: memberId, inviteId, candidate: change.candidate, nameHash };
    return applySeating(state, seating, hour);
  }
  if (change.kind === 'add') return fail('NotAllowed');
  if (!equalBytes(binding.value.hedgesHash, hedgesHash(hedges))) return fail('NotAuthentic');
  const isHedged = isWhole(hedges, seats, view);
  // A Remove is never without; one that leaves somebody out would part them from the others.
  if (!isHedged && (change.kind === 'remove' || hedges.length > 0)) return fail('NotAllowed');
  if (memberOf(state, memberId) === undefined) return fail('NotAMember');
  const changed =
    change.kind === 'remove'
      ? applyRemoval(state, { committer: memberId, seats: change.seats }, hour)
      : renewable(state, committer, hour);
  if (!changed.ok) return changed;
  const renewed = withCommitHour(changed.value, committer, hour);
  return ok(isHedged ? { ...renewed, hedgedHour: hour } : renewed);
}

/** Each epoch is kept for weeks: a device begins one a day at most by renewing its keys. */
function renewable(
  state: GovernanceState,
  { device }: Seat,
  hour: number,
): Result<GovernanceState, Refusal> {
  const own = state.devices.find((one) => equalBytes(one.staticKey, device.staticKey));
  const isDue = own !== undefined && hour - own.lastCommitHour >= LEAST_UPDATE_HOURS;
  return isDue ? ok(state) : fail('NotAllowed');
}

/** Each device that stays has its own, but for the committer's. */
function isWhole(
  hedges: SealedHedges,
  seats: readonly { readonly leaf: number }[],
  { committer, change }: CommitView,
): boolean {
  const gone = change.kind === 'remove' ? change.seats.map(({ leaf }) => leaf) : [];
  const wanted = seats.map(({ leaf }) => leaf);
  const others = wanted.filter((leaf) => leaf !== committer.leaf && !gone.includes(leaf));
  return hedges.length === others.length && hedges.every(({ leaf }, at) => leaf === others[at]);
}

/** The device has renewed its keys: dormancy counts from here. */
function withCommitHour(state: GovernanceState, { device }: Seat, hour: number): GovernanceState {
  return {
    ...state,
    devices: state.devices.map((one) =>
      equalBytes(one.staticKey, device.staticKey) ? { ...one, lastCommitHour: hour } : one,
    ),
  };
}
