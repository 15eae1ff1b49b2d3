import {
  bucketStart,
  commitCodec,
  NO_EXPIRY,
  type Change,
  type CommitView,
  type GroupFace,
  type Nack,
  type SealedHedges,
} from '../../crypto/index.ts';
import {
  currentEpoch,
  deviceOf,
  positionOf,
  type CircleState,
  type OutgoingRecord,
} from './circleState.ts';
import { hourOf } from './hours.ts';
import { decisionExpiry, outgoing, sealedAs, type Sealed, type SealContext } from './outgoing.ts';
import { openGroup, takeEpoch } from './takeEpoch.ts';

/** An own commit as a record, and what of it holds once the log shows that. */

/** Earlier ones of the same epoch, which a lost connection may still deliver. */
const KEPT_COMMITS = 3;

export type OwnCommit = {
  readonly change: CommitView['change'];
  readonly pskId: Uint8Array;
  readonly psk: Uint8Array;
  readonly hedges: SealedHedges;
  /** Of the device that it seats. */
  readonly keyPackage: Uint8Array | null;
  /** That it answers. */
  readonly nack: Nack | null;
  readonly endsEra: boolean;
};

/**
 * @param before records that stand with it or not at all
 * @param hour by which the group judges it; null where the group refuses it
 */
export async function sealCommit<Group>(
  circle: CircleState,
  before: readonly OutgoingRecord[],
  { change, pskId, psk, hedges, keyPackage, nack, endsEra }: OwnCommit,
  groups: GroupFace<Group>,
  hour: number,
  { random, nowMs }: SealContext,
): Promise<Sealed> {
  const external = { id: pskId, value: psk };
  const committed = await groups.commit(
    openGroup(circle, groups),
    changeOf(change, keyPackage),
    external,
    bucketStart(hour),
  );
  if (!committed.ok) return null;
  const { commit, welcome, next } = committed.value;
  const body = commitCodec.encode({ message: commit, hedges: [...hedges], nack, endsEra });
  // The end of an era is read by whoever comes back, however late.
  const expiry = endsEra ? NO_EXPIRY : decisionExpiry(circle, nowMs);
  const record = outgoing(circle, 'commit', body, expiry, random);
  const { device } = deviceOf(circle.identity, circle.circleId);
  const since = {
    position: positionOf(circle, circle.head.index),
    hour: circle.head.hour,
    committer: device.memberId,
  };
  const coming = await takeEpoch(groups, next, hourOf(nowMs), since);
  const sealed = sealedAs([...before, record], record, circle, null);
  const committer = {
    leaf: currentEpoch(circle).ownLeaf,
    device: { ...device, signatureKey: device.signing.publicKey },
  };
  const pending = {
    ...coming,
    hash: sealed.hash,
    commit: { view: { committer, change, pskId }, hedges, nack, endsEra },
    seating: welcome === undefined || keyPackage === null ? null : { keyPackage, welcome },
  };
  return {
    sealed,
    circle: {
      ...circle,
      // The ratchet has moved, whether or not the log accepts: no key of it serves twice.
      group: groups.encode(committed.value.state),
      pending: [...circle.pending.slice(-KEPT_COMMITS), pending],
    },
  };
}

function changeOf(change: CommitView['change'], keyPackage: Uint8Array | null): Change {
  switch (change.kind) {
    case 'add':
      if (keyPackage === null) throw new TypeError('nobody sits down without a key package');
      return { kind: 'add', keyPackage };
    case 'remove':
      return { kind: 'remove', leaves: change.seats.map(({ leaf }) => leaf) };
    case 'update':
      return { kind: 'update' };
  }
}
