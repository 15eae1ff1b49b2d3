import {
  applyReturn,
  applyUnseat,
  bucketStart,
  deriveInviteKeys,
  dormantDevices,
  encodeCommitBinding,
  equalBytes,
  governanceHash,
  mayUnseatDormant,
  nackHash,
  NO_NACK,
  type GroupFace,
  type Nack,
  type Seat,
} from '../../crypto/index.ts';
import type { CircleState, Intent } from './circleState.ts';
import { hedge } from './hedge.ts';
import { hourOf } from './hours.ts';
import type { Sealed, SealContext } from './outgoing.ts';
import { sealCommit } from './sealCommit.ts';
import { openGroup } from './takeEpoch.ts';

/**
 * The commits by which devices lose their seats and get them again, PROTOCOL.md §8. One that asked while it still has a
 * seat is unseated first: a commit makes one kind of change.
 */

export async function sealReturn<Group>(
  circle: CircleState,
  { nack }: Extract<Intent, { kind: 'return' }>,
  groups: GroupFace<Group>,
  context: SealContext,
): Promise<Sealed> {
  const { governance, circleId, relay } = circle;
  const hour = Math.max(hourOf(context.nowMs), circle.head.hour);
  const theirs = groups
    .seats(openGroup(circle, groups))
    .filter(({ device }) => equalBytes(device.staticKey, nack.staticKey));
  if (applyUnseat(governance, theirs, nack, hour).ok) {
    return sealUnseating(circle, theirs, nack, groups, context);
  }
  const candidate = await groups.readKeyPackage(nack.keyPackage, circleId, bucketStart(hour));
  if (!candidate.ok || !applyReturn(governance, nack, candidate.value, hour).ok) return null;
  const pskId = encodeCommitBinding({
    kind: 'return',
    governance: governanceHash(governance),
    nackHash: nackHash(nack),
  });
  const psk = deriveInviteKeys({ ...nack, relay }).linkPsk;
  const change = { kind: 'add', candidate: candidate.value } as const;
  const commit = {
    change,
    pskId,
    psk,
    hedges: [],
    keyPackage: nack.keyPackage,
    nack,
    endsEra: false,
  };
  return sealCommit(circle, [], commit, groups, hour, context);
}

/** All that are due at once, but never this device itself. */
export async function sealDormancy<Group>(
  circle: CircleState,
  groups: GroupFace<Group>,
  context: SealContext,
): Promise<Sealed> {
  const { governance } = circle;
  const hour = Math.max(hourOf(context.nowMs), circle.head.hour);
  const dormant = dormantDevices(governance, hour);
  const group = openGroup(circle, groups);
  const own = groups.ownLeaf(group);
  const due = groups
    .seats(group)
    .filter(
      ({ leaf, device }) =>
        leaf !== own && dormant.some((one) => equalBytes(one.staticKey, device.staticKey)),
    );
  if (due.length === 0 || !mayUnseatDormant(governance, hour)) return null;
  return sealUnseating(circle, due, null, groups, context);
}

async function sealUnseating<Group>(
  circle: CircleState,
  unseated: readonly Seat[],
  nack: Nack | null,
  groups: GroupFace<Group>,
  context: SealContext,
): Promise<Sealed> {
  const hour = Math.max(hourOf(context.nowMs), circle.head.hour);
  const leaves = unseated.map(({ leaf }) => leaf);
  const staying = groups
    .seats(openGroup(circle, groups))
    .filter(({ leaf }) => !leaves.includes(leaf));
  const reason = { kind: 'unseat', nackHash: nack === null ? NO_NACK : nackHash(nack) } as const;
  const hedged = hedge(circle, circle.governance, reason, staying, context);
  const change = { kind: 'remove', seats: unseated } as const;
  const commit = { change, ...hedged, keyPackage: null, nack, endsEra: false };
  return sealCommit(circle, [], commit, groups, hour, context);
}
