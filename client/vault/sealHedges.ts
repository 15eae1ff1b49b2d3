import {
  equalBytes,
  sealHedge,
  type GovernanceState,
  type SealedHedges,
  type Seat,
} from '../../crypto/index.ts';
import { currentEpoch, type CircleState } from './circleState.ts';
import type { SealContext } from './outgoing.ts';

/** To each device that stays but this one, in the order of leaves. */
export function sealHedges(
  circle: CircleState,
  { devices }: GovernanceState,
  staying: readonly Seat[],
  hedge: Uint8Array,
  { random }: SealContext,
): SealedHedges {
  const { ownLeaf, keys } = currentEpoch(circle);
  return staying
    .filter(({ leaf }) => leaf !== ownLeaf)
    .map(({ leaf, device }) => {
      const known = devices.find((one) => equalBytes(one.staticKey, device.staticKey));
      if (known === undefined) throw new Error('a seat without a device');
      const place = { circleId: circle.circleId, epoch: keys.epoch, leaf };
      return { leaf, sealed: sealHedge(known.hedgeKey, place, hedge, random(64)) };
    });
}
