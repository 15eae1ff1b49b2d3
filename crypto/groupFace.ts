import type { DeviceIdentity, DevicePublic } from './deviceLeaf.ts';
import type { ReadError, Result } from './result.ts';
import { sodium } from './sodium.ts';

/** One face, two groups: `group.ts` (MLS) and `modelGroup.ts` (no cryptography, for long schedules). */

/** The one change that a commit makes. Leaves are leaf indices. */
export type Change =
  | { readonly kind: 'add'; readonly keyPackage: Uint8Array }
  | { readonly kind: 'remove'; readonly leaves: readonly number[] }
  | { readonly kind: 'update' };

/** The external PSK of a commit; `id` is authenticated and binds what the caller wants bound. */
export type ExternalPsk = { readonly id: Uint8Array; readonly value: Uint8Array };

export type FindPsk = (pskId: Uint8Array) => Uint8Array | undefined;

/** `ref` is the KeyPackageRef of RFC 9420, 32 bytes. */
export type Candidate = { readonly ref: Uint8Array; readonly device: DevicePublic };

/** Private; stored until the Welcome. `join` erases `initPrivateKey` in place. */
export type PendingKeyPackage = {
  readonly keyPackage: Uint8Array;
  readonly initPrivateKey: Uint8Array;
  readonly leafPrivateKey: Uint8Array;
  readonly signaturePrivateKey: Uint8Array;
};

export type Seat = { readonly leaf: number; readonly device: DevicePublic };

/** What everybody in the epoch reads in a commit, after every public check of RFC 9420 has passed. */
export type CommitView = {
  readonly committer: Seat;
  readonly change:
    | { readonly kind: 'add'; readonly candidate: Candidate }
    | { readonly kind: 'remove'; readonly seats: readonly Seat[] }
    | { readonly kind: 'update' };
  readonly pskId: Uint8Array;
};

/**
 * `state` replaces the present state at once (its ratchet has moved); `next` holds only if the log shows
 * the commit accepted. `erase(consumed)` and posting `welcome` wait for that, or a lost race locks the device out.
 */
export type Committed<State> = {
  readonly state: State;
  readonly next: State;
  readonly commit: Uint8Array;
  readonly welcome: Uint8Array | undefined;
  readonly consumed: readonly Uint8Array[];
};

/** `erase(consumed)` once `state` is persisted. */
export type Processed<State> = {
  readonly state: State;
  readonly removed: boolean;
  readonly view: CommitView;
  readonly consumed: readonly Uint8Array[];
};

/** `Desync`: a commit valid for everybody that this device cannot follow (PROTOCOL.md, "A commit is valid"). */
export type ProcessError = ReadError | 'Desync';

/** Times are Unix seconds of log time. */
export type GroupFace<State> = {
  makeKeyPackage(device: DeviceIdentity, now: number): Promise<PendingKeyPackage>;
  readKeyPackage(bytes: Uint8Array, circleId: Uint8Array, now: number): Promise<Result<Candidate>>;
  createGroup(circleId: Uint8Array, device: DeviceIdentity, now: number): Promise<State>;
  commit(
    state: State,
    change: Change,
    externalPsk: ExternalPsk,
    now: number,
  ): Promise<Result<Committed<State>>>;
  inspect(state: State, commit: Uint8Array, now: number): Promise<Result<CommitView>>;
  process(
    state: State,
    commit: Uint8Array,
    now: number,
    findPsk: FindPsk,
  ): Promise<Result<Processed<State>, ProcessError>>;
  join(
    welcome: Uint8Array,
    pending: PendingKeyPackage,
    circleId: Uint8Array,
    now: number,
    findPsk: FindPsk,
  ): Promise<Result<{ readonly state: State; readonly pskId: Uint8Array }>>;
  /** The epoch secret E_e, once per epoch: afterwards neither `state` nor its encoding holds its source. */
  exportAndScrub(
    state: State,
  ): Promise<{ readonly state: State; readonly epochSecret: Uint8Array }>;
  epochOf(state: State): number;
  epochAuthenticator(state: State): Uint8Array;
  /** 32 bytes over every leaf of the epoch: who sits where, for whoever verifies it later. */
  treeHash(state: State): Uint8Array;
  ownLeaf(state: State): number;
  seats(state: State): readonly Seat[];
  /** Throws on a state that was not scrubbed. */
  encode(state: State): Uint8Array;
  decode(bytes: Uint8Array): Result<State>;
};

const KEY_PACKAGE_SECONDS = 7 * 24 * 3600;
/** A key package begins two hours back, as far as the relay's hour may differ from a clock. */
const CLOCK_TOLERANCE_SECONDS = 2 * 3600;

export function keyPackageLifetime(now: number): {
  readonly notBefore: number;
  readonly notAfter: number;
} {
  const notBefore = now - CLOCK_TOLERANCE_SECONDS;
  return { notBefore, notAfter: notBefore + KEY_PACKAGE_SECONDS };
}

export function isLifetimeValid(notBefore: number, notAfter: number, now: number): boolean {
  return notAfter - notBefore <= KEY_PACKAGE_SECONDS && notBefore <= now && now <= notAfter;
}

/** Only once the log shows that what consumed them holds. */
export function erase(consumed: readonly Uint8Array[]): void {
  for (const secret of consumed) sodium.memzero(secret);
}
