import {
  encodeCommitBinding,
  deviceNamed,
  governanceHash,
  HEDGE_BYTES,
  hedgesHash,
  NO_HEDGE,
  sealHedge,
  type CommitBinding,
  type GovernanceState,
  type SealedHedges,
  type Seat,
} from '../../crypto/index.ts';
import { currentEpoch, type CircleState } from './circleState.ts';
import type { SealContext } from './outgoing.ts';

/** What a commit injects that adds nobody, PROTOCOL.md §2, and the id that binds it. */
export type Hedged = {
  readonly psk: Uint8Array;
  readonly pskId: Uint8Array;
  readonly hedges: SealedHedges;
};

/** What a hedged commit is, beside what all of them bind. */
type Reason =
  | { readonly kind: 'update' }
  | { readonly kind: 'removal'; readonly memberId: Uint8Array }
  | { readonly kind: 'unseat'; readonly nackHash: Uint8Array };

/** @param governance before the commit; @param staying who reads on after it, null for a commit without a hedge */
export function hedge(
  circle: CircleState,
  governance: GovernanceState,
  reason: Reason,
  staying: readonly Seat[] | null,
  context: SealContext,
): Hedged {
  const psk = staying === null ? NO_HEDGE : context.random(HEDGE_BYTES);
  const hedges = staying === null ? [] : sealHedges(circle, governance, staying, psk, context);
  const binding: CommitBinding = {
    ...reason,
    governance: governanceHash(governance),
    hedgesHash: hedgesHash(hedges),
  };
  return { psk, pskId: encodeCommitBinding(binding), hedges };
}

/** To each device that stays but this one, in the order of leaves. */
function sealHedges(
  circle: CircleState,
  governance: GovernanceState,
  staying: readonly Seat[],
  psk: Uint8Array,
  { random }: SealContext,
): SealedHedges {
  const { ownLeaf, keys } = currentEpoch(circle);
  return staying
    .filter(({ leaf }) => leaf !== ownLeaf)
    .map(({ leaf, device }) => {
      const known = deviceNamed(governance, device.staticKey);
      if (known === undefined) throw new Error('a seat without a device');
      const place = { circleId: circle.circleId, epoch: keys.epoch, leaf };
      return { leaf, sealed: sealHedge(known.hedgeKey, place, psk, random(64)) };
    });
}
