import {
  certifyDevice,
  deviceNamed,
  hedgeKeyFromSeed,
  hedgeKeyHash,
  signingKeyPairFromSeed,
  staticKeyPairFromSeed,
  type Device,
  type DeviceIdentity,
  type EpochKeys,
  type GovernanceAction,
  type GovernanceState,
  type LogHead,
  type Nack,
  type PendingKeyPackage,
  type ReadCommit,
} from '../../crypto/index.ts';
import type { Draft } from './draft.ts';
import type { Listed } from './listed.ts';

/**
 * Everything small that a device keeps of one circle, and may not outlive its hour: it lies under the generation
 * key alone (`circleSecrets.ts`). Contents lie in rows (`circleRows.ts`). Plain values only, so that it is stored as it is.
 */

/** Four seeds of 32 bytes, drawn for this circle alone. */
export type Identity = {
  readonly memberSeed: Uint8Array;
  readonly deviceSeed: Uint8Array;
  readonly staticSeed: Uint8Array;
  readonly hedgeSeed: Uint8Array;
};

/** An epoch's keys, and who sat at which leaf, to check attributions late. */
export type EpochRecord = {
  /** The position of the commit that began it, 0 for the first, and its hour. */
  readonly since: number;
  readonly sinceHour: number;
  /** The member whose commit began it; null where this device did not see that. */
  readonly committer: Uint8Array | null;
  readonly keys: EpochKeys;
  readonly treeHash: Uint8Array;
  readonly ownLeaf: number;
  readonly seats: readonly {
    readonly leaf: number;
    readonly memberId: Uint8Array;
    readonly staticKey: Uint8Array;
  }[];
};

/** A verification key that was announced and checked, good up to `bucket`. */
export type CheckedKey = {
  readonly epoch: number;
  readonly leaf: number;
  readonly generation: number;
  readonly verificationKey: Uint8Array;
  readonly bucket: number;
};

/** The pair with which this device attributes now; `sequence` is the next one's number. */
export type AttributionKey = {
  readonly epoch: number;
  readonly generation: number;
  readonly seed: Uint8Array;
  readonly bucket: number;
  readonly sinceHour: number;
  readonly sequence: number;
  /** Its announcement stands in the log: what was sealed with it may have waited too long and never left. */
  readonly isAnnounced: boolean;
};

export type OutgoingRecord = {
  readonly bytes: Uint8Array;
  readonly expiry: number;
  readonly isBarrier: boolean;
};

/** Persisted before it is sent, and sent again byte by byte while its epoch lasts: so never twice in the log. */
export type SealedIntent = {
  readonly records: readonly OutgoingRecord[];
  /** Of the record that makes the intent done. */
  readonly hash: Uint8Array;
  readonly epoch: number;
  /** Where the head stood when it was sealed. */
  readonly headIndex: number;
  /** The id that the entry will have in the log; null for what is no entry. */
  readonly entryId: Uint8Array | null;
  /** The last hour in which this device knows it for its own: b′, of what has no name the hour itself. */
  readonly ownUntil: number | null;
};

export type EntryIntent = {
  readonly kind: 'entry';
  /** 16 random bytes, the contribution's name until it has an entry id. */
  readonly localId: Uint8Array;
  readonly discussionId: Uint8Array;
  readonly draft: Draft;
  /** Null: kept. */
  readonly fadesAtMs: number | null;
  readonly lifeMs: number | null;
  readonly createdAtMs: number;
  /** Of the one-time pair that edits it. */
  readonly editSeed: Uint8Array | null;
  readonly sealed: SealedIntent | null;
  /** Withdrawn while it waited. */
  readonly isTakenBack: boolean;
};

export type Intent =
  | EntryIntent
  | {
      readonly kind: 'action';
      readonly localId: Uint8Array;
      readonly action: GovernanceAction;
      readonly sealed: SealedIntent | null;
    }
  | {
      readonly kind: 'seat';
      readonly localId: Uint8Array;
      readonly keyPackage: Uint8Array;
      readonly endorsement: Extract<GovernanceAction, { kind: 'endorse' }>;
      readonly sealed: SealedIntent | null;
    }
  /** What a device does of itself: renews its keys, says that it is there, unseats what has long been silent. */
  | {
      readonly kind: 'update' | 'heartbeat' | 'unseat';
      readonly localId: Uint8Array;
      readonly sealed: SealedIntent | null;
    }
  /** A device that asks for its seat again gets it. */
  | {
      readonly kind: 'return';
      readonly localId: Uint8Array;
      readonly nack: Nack;
      readonly sealed: SealedIntent | null;
    }
  | {
      readonly kind: 'remove';
      readonly localId: Uint8Array;
      readonly memberId: Uint8Array;
      readonly sealed: SealedIntent | null;
    };

/** An own commit on its way: what is to come holds once the log shows the record with this hash. */
export type PendingCommit = Coming & {
  readonly hash: Uint8Array;
  /** As everybody else reads it. */
  readonly commit: ReadCommit;
  /** Of the candidate whom it seats; null where it seats nobody. */
  readonly seating: { readonly keyPackage: Uint8Array; readonly welcome: Uint8Array } | null;
};

/** The group and its keys after a commit; `eraSecret` counts where that begins an era. */
export type Coming = {
  readonly group: Uint8Array;
  readonly epoch: EpochRecord;
  readonly eraSecret: Uint8Array;
};

/**
 * This device can follow the circle no more; `asked` what it has said to be seated again. `isLeftBehind`: the circle has gone
 * on in another log, where nobody hears it; whoever answers here may have been removed.
 */
export type Lost = {
  readonly reason: Nack['reason'];
  readonly isLeftBehind: boolean;
  readonly asked: {
    readonly nack: Nack;
    readonly keyPackageRef: Uint8Array;
    readonly pending: PendingKeyPackage;
    readonly record: OutgoingRecord;
  } | null;
};

/** What waits for the inbox of an invite, or of a nack. */
export type Mail = {
  readonly inviteId: Uint8Array;
  readonly secret: Uint8Array;
  /** One after another, with nothing between them. */
  readonly records: readonly OutgoingRecord[];
};

export type CircleState = {
  /** Names the circle in row keys. */
  readonly ordinal: number;
  readonly circleId: Uint8Array;
  readonly relay: string;
  readonly identity: Identity;
  readonly eraSecret: Uint8Array;
  /** The position of what came last before this era's log, and the seed of the log before; 0 and null in the first that it has seen. */
  readonly eraStart: number;
  readonly previousLog: Uint8Array | null;
  /** Encoded and scrubbed. */
  readonly group: Uint8Array;
  readonly epochs: readonly EpochRecord[];
  /** The epoch at which the roster of members last changed: where new segments begin. */
  readonly rosterEpoch: number;
  readonly governance: GovernanceState;
  readonly head: LogHead;
  /** The last heads, to hold those of others against. */
  readonly heads: readonly LogHead[];
  /** Until the epoch ends: a connection that was lost may still deliver an earlier one. */
  readonly pending: readonly PendingCommit[];
  readonly checkedKeys: readonly CheckedKey[];
  readonly attributionKey: AttributionKey | null;
  readonly outbox: readonly Intent[];
  readonly mail: readonly Mail[];
  /** Seeds of the one-time pairs of own contributions: holding one says "mine", and so none outlives its `bucket`. */
  readonly own: readonly {
    readonly entryId: Uint8Array;
    readonly seed: Uint8Array;
    readonly bucket: number;
  }[];
  /** How many entries ever stood in a discussion since a roster change. */
  readonly counts: readonly {
    readonly discussionId: Uint8Array;
    readonly rosterEpoch: number;
    readonly count: number;
  }[];
  readonly lastRead: readonly { readonly discussionId: Uint8Array; readonly index: number }[];
  /** What is being written and has not been sent, one for a discussion, whose hour is `bucket`. */
  readonly drafts: readonly {
    readonly discussionId: Uint8Array;
    readonly text: string;
    readonly bucket: number;
  }[];
  /** Days, Unix milliseconds of their midnight UTC, on which something stood that has faded. */
  readonly blankPages: readonly { readonly discussionId: Uint8Array; readonly dayMs: number }[];
  /** The discussions as they were last seen. */
  readonly listed: readonly Listed[];
  readonly syncedAtMs: number | null;
  /** A contradiction between what this device and others were shown: nothing is sent any more. */
  readonly isForked: boolean;
  /** A record that may have been a decision had faded when this device came to it. */
  readonly mayHaveMissed: boolean;
  /** Not null: this device must be seated again, and reads of the log no more than its heads. */
  readonly lost: Lost | null;
  /** Devices that ask for their seats, each by its last word. */
  readonly nacks: readonly Nack[];
  /** The day, by its first hour, on which each device last said that it was there. */
  readonly heard: readonly { readonly staticKey: Uint8Array; readonly hour: number }[];
  /** The member has left the table: nothing is read or sent any more, and what stands here fades as it would have. */
  readonly isRemoved: boolean;
};

export function currentEpoch(circle: CircleState): EpochRecord {
  const newest = circle.epochs.at(-1);
  if (newest === undefined) throw new Error('a circle has an epoch');
  return newest;
}

/** The order of everything that this device has seen of the circle, across its eras; a log counts from 1 in each. */
export function positionOf({ eraStart }: CircleState, index: number): number {
  return eraStart + index;
}

export function epochNumbered(circle: CircleState, epoch: number): EpochRecord | undefined {
  return circle.epochs.find((one) => one.keys.epoch === epoch);
}

export function drawIdentity(random: (length: number) => Uint8Array): Identity {
  return {
    memberSeed: random(32),
    deviceSeed: random(32),
    staticSeed: random(32),
    hedgeSeed: random(32),
  };
}

/** As the circle knows it. */
export function ownDevice({ governance, identity }: CircleState): Device | undefined {
  const { publicKey } = staticKeyPairFromSeed(identity.staticSeed);
  return deviceNamed(governance, publicKey);
}

export function memberKeyOf(identity: Identity) {
  return signingKeyPairFromSeed(identity.memberSeed);
}

/** `staticKey` is DK, `hedgeKey` HK; what a leaf and an endorsement say of the device. */
export function deviceOf(
  identity: Identity,
  circleId: Uint8Array,
): {
  readonly device: DeviceIdentity;
  readonly staticKey: Uint8Array;
  readonly hedgeKey: Uint8Array;
} {
  const staticKey = staticKeyPairFromSeed(identity.staticSeed).publicKey;
  const hedgeKey = hedgeKeyFromSeed(identity.hedgeSeed);
  const device = certifyDevice(
    circleId,
    memberKeyOf(identity),
    signingKeyPairFromSeed(identity.deviceSeed),
    staticKey,
    hedgeKeyHash(hedgeKey),
  );
  return { device, staticKey, hedgeKey };
}
