import type { GroupFace } from '../../crypto/index.ts';
import { ownDevice, type CircleState } from './circleState.ts';
import { hourOf } from './hours.ts';
import type { Sealed, SealContext } from './outgoing.ts';
import { sealCommit } from './sealCommit.ts';
import { hedge } from './hedge.ts';
import { openGroup } from './takeEpoch.ts';

/** The weekly commit with which a device renews its keys, PROTOCOL.md §2: an empty path, hedged if it is the day's first. */

const DAY_HOURS = 24;
const WEEK_HOURS = 7 * DAY_HOURS;
/** Devices that sat down together do not all renew in one hour. */
const SPREAD_HOURS = 2 * DAY_HOURS;

/** @param hour of the log */
export function isUpdateDue(circle: CircleState, hour: number): boolean {
  const own = ownDevice(circle);
  if (own === undefined) return false;
  const spread = (own.staticKey[0] ?? 0) % SPREAD_HOURS;
  return hour - own.lastCommitHour >= WEEK_HOURS - SPREAD_HOURS / 2 + spread;
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
  const hedged = hedge(circle, governance, { kind: 'update' }, seats, context);
  const commit = {
    change: { kind: 'update' },
    ...hedged,
    keyPackage: null,
    nack: null,
    endsEra: false,
  } as const;
  return sealCommit(circle, [], commit, groups, hour, context);
}
