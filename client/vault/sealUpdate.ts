import { equalBytes, type GroupFace } from '../../crypto/index.ts';
import type { RandomBytes } from '../storage/generation.ts';
import { deviceOf, type CircleState } from './circleState.ts';
import { hourOf } from './hours.ts';
import type { Sealed, SealContext } from './outgoing.ts';
import { sealCommit } from './sealCommit.ts';
import { hedge } from './hedge.ts';
import { openGroup } from './takeEpoch.ts';
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
  const isHedged = hour - governance.hedgedHour >= DAY_HOURS;
  const seats = isHedged ? groups.seats(openGroup(circle, groups)) : null;
  const hedged = hedge(circle, governance, seats, context);
  const commit = { change: { kind: 'update' }, ...hedged, keyPackage: null } as const;
  return sealCommit(circle, [], commit, groups, hour, context);
}
