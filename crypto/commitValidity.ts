import { equalBytes } from './bytes.ts';
import { decodeCommitBinding, hedgesHash, NO_NACK, type CommitBinding } from './commitBinding.ts';
import {
  deviceNamed,
  governanceHash,
  memberOf,
  withDevice,
  type GovernanceState,
  type Refusal,
} from './governance.ts';
import type { CommitView, Seat } from './groupFace.ts';
import { nackHash, type Nack } from './nack.ts';
import type { SealedHedges } from './recordBody.ts';
import { applyRemoval } from './removal.ts';
import { fail, ok, type Result } from './result.ts';
import { applyDormancy, applyReturn, applyUnseat } from './returning.ts';
import { applySeating } from './seating.ts';

/**
 * Whether the circle allows a commit, PROTOCOL.md §2 and §5: beyond the RFC's checks, which the group has made, the
 * governance state that it carries must be the receiver's own, and that state must allow it.
 */

const LEAST_UPDATE_HOURS = 24;
const NO_SEATS: readonly Seat[] = [];

/** A commit as its record shows it: what everybody read of it, its hedge as it was sealed, and what it answers. */
export type ReadCommit = {
  readonly view: CommitView;
  readonly hedges: SealedHedges;
  readonly nack: Nack | null;
  readonly endsEra: boolean;
};

/**
 * The governance state after a commit, or why it is not valid. `view` comes from `inspect`.
 * @param seats of the epoch that it ends
 * @param hour the relay's hour of the commit's record
 */
export function applyCommit(
  state: GovernanceState,
  commit: ReadCommit,
  seats: readonly { readonly leaf: number }[],
  hour: number,
): Result<GovernanceState, Refusal> {
  const { view, hedges, nack, endsEra } = commit;
  const read = decodeCommitBinding(view.pskId);
  if (!read.ok) return fail('Malformed');
  const binding = read.value;
  if (endsEra !== (binding.kind === 'removal')) return fail('NotAllowed');
  if (!equalBytes(binding.governance, governanceHash(state))) return fail('NotAuthentic');
  if (memberOf(state, view.committer.device.memberId) === undefined) return fail('NotAMember');
  const answered = 'nackHash' in binding ? binding.nackHash : NO_NACK;
  if (!equalBytes(answered, nack === null ? NO_NACK : nackHash(nack))) return fail('NotAuthentic');
  if (!('hedgesHash' in binding)) {
    return hedges.length > 0 ? fail('NotAllowed') : applyAdd(state, binding, commit, hour);
  }
  if (!equalBytes(binding.hedgesHash, hedgesHash(hedges))) return fail('NotAuthentic');
  const isHedged = isWhole(hedges, seats, view);
  // Who unseats anybody seals to all others; what leaves somebody out would part them from the rest.
  if (!isHedged && (binding.kind !== 'update' || hedges.length > 0)) return fail('NotAllowed');
  const changed = applyHedged(state, binding, commit, hour);
  if (!changed.ok) return changed;
  // Dormancy counts from here.
  const { staticKey } = view.committer.device;
  const renewed = withDevice(changed.value, staticKey, { lastCommitHour: hour });
  return ok(isHedged ? { ...renewed, hedgedHour: hour } : renewed);
}

type Adding = Extract<CommitBinding, { kind: 'seating' | 'return' }>;

/** Somebody sits down, or a device of a member's sits down again. */
function applyAdd(
  state: GovernanceState,
  binding: Adding,
  { view: { change, committer }, nack }: ReadCommit,
  hour: number,
): Result<GovernanceState, Refusal> {
  if (change.kind !== 'add') return fail('NotAllowed');
  const { candidate } = change;
  if (binding.kind === 'return') {
    return nack === null ? fail('NotAllowed') : applyReturn(state, nack, candidate, hour);
  }
  const { inviteId, nameHash } = binding;
  const { memberId } = committer.device;
  return applySeating(state, { committer: memberId, inviteId, candidate, nameHash }, hour);
}

function applyHedged(
  state: GovernanceState,
  binding: Exclude<CommitBinding, Adding>,
  { view: { change, committer }, nack }: ReadCommit,
  hour: number,
): Result<GovernanceState, Refusal> {
  if (change.kind === 'add') return fail('NotAllowed');
  const seats = change.kind === 'remove' ? change.seats : NO_SEATS;
  switch (binding.kind) {
    case 'update':
      return seats.length > 0 ? fail('NotAllowed') : renewable(state, committer, hour);
    case 'removal':
      return applyRemoval(state, { memberId: binding.memberId, seats }, hour);
    case 'unseat':
      return nack === null
        ? applyDormancy(state, seats, hour)
        : applyUnseat(state, seats, nack, hour);
  }
}

/** Each epoch is kept for weeks: a device begins one a day at most by renewing its keys. */
function renewable(
  state: GovernanceState,
  { device }: Seat,
  hour: number,
): Result<GovernanceState, Refusal> {
  const own = deviceNamed(state, device.staticKey);
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
