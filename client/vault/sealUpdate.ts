import {
  encodeCommitBinding,
  equalBytes,
  governanceHash,
  HEDGE_BYTES,
  hedgesHash,
  NO_HEDGE,
  type GroupFace,
} from '../../crypto/index.ts';
import type { RandomBytes } from '../storage/generation.ts';
import { deviceOf, type CircleState } from './circleState.ts';
import { hourOf } from './hours.ts';
import type { Sealed, SealContext } from './outgoing.ts';
import { sealCommit } from './sealCommit.ts';
import { sealHedges } from './sealHedges.ts';
import { maySend } from './trouble.ts';

/** The weekly commit with which a device renews its keys, PROTOCOL.md §2: an empty path, hedged if it is the day's first. */

const DAY_HOURS = 24;
const WEEK_HOURS = 7 * DAY_HOURS;
/** Devices that sat down together do not all renew in one hour. */
const SPREAD_HOURS = 2 * DAY_HOURS;

/** @param hour of the log */
function isUpdateDue({ governance, identity, circleId }: CircleState, hour: number): boolean {
  const { staticKey } = deviceOf(identity, circleId);
  const own = governance.devices.find((one) => equalBytes(one.staticKey, staticKey));
  // Alone, there is nobody for whom to renew them.
  if (own === undefined || governance.devices.length === 1) return false;
  const spread = (staticKey[0] ?? 0) % SPREAD_HOURS;
  return hour - own.lastCommitHour >= WEEK_HOURS - SPREAD_HOURS / 2 + spread;
}

/** With the weekly commit among what waits, if it is time for it. @param hour of the relay */
export function withUpdate(circle: CircleState, hour: number, random: RandomBytes): CircleState {
  const isWaiting = circle.outbox.some(({ kind }) => kind === 'update');
  if (isWaiting || !maySend(circle) || !isUpdateDue(circle, hour)) return circle;
  const update = { kind: 'update', localId: random(16), sealed: null } as const;
  return { ...circle, outbox: [...circle.outbox, update] };
}

export async function sealUpdate<Group>(
  circle: CircleState,
  groups: GroupFace<Group>,
  context: SealContext,
): Promise<Sealed> {
  const hour = Math.max(hourOf(context.nowMs), circle.head.hour);
  // Renewed meanwhile, by a Remove of its own.
  if (!isUpdateDue(circle, hour)) return null;
  const { governance } = circle;
  const state = groups.decode(circle.group.slice());
  if (!state.ok) throw new Error('the stored group does not decode');
  const isHedged = hour - governance.hedgedHour >= DAY_HOURS;
  const psk = isHedged ? context.random(HEDGE_BYTES) : NO_HEDGE;
  const hedges = isHedged
    ? sealHedges(circle, governance, groups.seats(state.value), psk, context)
    : [];
  const pskId = encodeCommitBinding({
    kind: 'hedged',
    governance: governanceHash(governance),
    hedgesHash: hedgesHash(hedges),
  });
  const commit = { change: { kind: 'update' }, pskId, psk, hedges, keyPackage: null } as const;
  return sealCommit(circle, [], commit, groups, hour, context);
}
