import type { Charter, ReactionKind } from '../../crypto/index.ts';

/**
 * What the vault shows, PROTOCOL.md names no part of it: immutable, without keys, made anew at each step. Ids are
 * lower-case hexadecimal and opaque; times Unix milliseconds; a time of fading is null where nothing fades.
 */

export type { Charter, ReactionKind };

/**
 * `unloaded`: the vault's program did not start, so that nothing is known. `cleared`: this browser held a vault and
 * has lost its storage. `elsewhere`: another tab holds the vault.
 */
export type VaultStatus =
  | { readonly kind: 'starting' }
  | { readonly kind: 'unsupported'; readonly reason: UnsupportedReason }
  | { readonly kind: 'unloaded' }
  | { readonly kind: 'empty' }
  | { readonly kind: 'cleared' }
  | { readonly kind: 'locked' }
  | { readonly kind: 'open' }
  | { readonly kind: 'elsewhere' }
  | { readonly kind: 'damaged' };

/** `storage-shut`: a vault was kept here, and the browser does not open its place now. */
export type UnsupportedReason = 'insecure' | 'no-webassembly' | 'no-storage' | 'storage-shut';

export type Role = 'host' | 'member';

export type MemberView = {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly isSelf: boolean;
  /** When a device of theirs last said that it was there; shown to the day. Null for never. */
  readonly heardAtMs: number | null;
  readonly asking: AskingView | null;
  readonly removal: RemovalView;
};

/**
 * A device of the member's asks for its seat again: `away` for too long, or it could not follow what `after` (a member's
 * name, null where it is not known) had done. `isOnItsWay`: this member has let it in, and that waits to be sent.
 */
export type AskingView = {
  readonly id: string;
  readonly reason: 'away' | 'lost';
  readonly after: string | null;
  readonly isOnItsWay: boolean;
};

/**
 * Who would have the member leave the table. `mayVote`: this member's word could count; `wouldDecide`: it would be the
 * last that is needed; `isOnItsWay`: it waits to be sent.
 */
export type RemovalView = {
  readonly voters: readonly string[];
  readonly mayVote: boolean;
  readonly wouldDecide: boolean;
  readonly isOnItsWay: boolean;
};

/** An invite key that still stands. `link` is whole, to be handed over. */
export type InviteView = {
  readonly id: string;
  readonly link: string;
  readonly issuer: string;
  readonly endsAtMs: number;
  readonly mayRevoke: boolean;
};

/** Somebody who knocked: eight `words` to compare with theirs; `vouches` of `needed` sponsors so far. */
export type CandidateView = {
  readonly id: string;
  readonly inviteId: string;
  readonly name: string;
  readonly words: readonly string[];
  readonly vouches: number;
  readonly needed: number;
  readonly hasVouched: boolean;
  readonly maySeat: boolean;
  /** The member who sits here under the same name, or one that is read alike; null for none. */
  readonly namesake: string | null;
};

export type DiscussionSummary = {
  readonly id: string;
  readonly title: string;
  readonly openedAtMs: number;
  readonly fadesAtMs: number | null;
  readonly newestAtMs: number;
  readonly contributions: number;
  readonly hasUnread: boolean;
};

/** Something wrong with the log, said in one line; contents stay readable, sending may be frozen. */
export type CircleTrouble =
  | 'fork'
  | 'future-hour'
  | 'withheld'
  | 'out-of-step'
  | 'long-away'
  | 'left-behind'
  | 'refused-entries'
  | 'storage-full'
  | 'relay-full'
  | 'relay-refuses'
  | 'relay-stalls'
  | 'removed';

/** `syncedAtMs` is when this device last had everything the relay shows; null before the first time. */
export type SyncView = {
  readonly isConnected: boolean;
  readonly syncedAtMs: number | null;
  /** Contributions and decisions that will leave with the next connection. */
  readonly waiting: number;
};

export type CircleView = {
  readonly id: string;
  readonly name: string;
  readonly relay: string;
  readonly charter: Charter;
  readonly members: readonly MemberView[];
  readonly mayInvite: boolean;
  /** In the order of the log: the newest comes last. */
  readonly invites: readonly InviteView[];
  readonly candidates: readonly CandidateView[];
  readonly discussions: readonly DiscussionSummary[];
  readonly sync: SyncView;
  readonly trouble: CircleTrouble | null;
};

/** Who has said this of a contribution: this member, others by name, and whoever has none here (any number). */
export type ReactionView = {
  readonly kind: ReactionKind;
  readonly isOwn: boolean;
  readonly names: readonly string[];
  readonly hasUnnamed: boolean;
};

/**
 * `author` is null once attribution has faded or where there is none. `state`: `waiting` will leave with the next
 * connection; `overdue` waited past its own hour and was not sent, its author is asked; `withdrawn` shows no text.
 */
export type ContributionView = {
  readonly id: string;
  readonly state: 'sent' | 'waiting' | 'overdue' | 'withdrawn';
  readonly author: { readonly id: string; readonly name: string } | null;
  readonly isOwn: boolean;
  readonly text: string;
  readonly writtenAtMs: number;
  readonly fadesAtMs: number | null;
  readonly attributionFadesAtMs: number | null;
  readonly isEdited: boolean;
  readonly mayEdit: boolean;
  /** Null where it replies to nothing; `text` null where that is gone or was never readable here. */
  readonly replyTo: { readonly id: string; readonly text: string | null } | null;
  /** Words of another letter, with the name of who wrote them; `text` null where that letter is gone or never said them. */
  readonly quote: {
    readonly id: string;
    readonly text: string | null;
    readonly author: string | null;
  } | null;
  /** Each kind that anybody has said, in one order for all. */
  readonly reactions: readonly ReactionView[];
};

/** Where contributions that could be read have faded, a day each: `date` as YYYY-MM-DD. */
export type BlankPage = { readonly date: string };

export type DiscussionView = {
  readonly circleId: string;
  readonly id: string;
  readonly title: string;
  readonly openedAtMs: number;
  readonly fadesAtMs: number | null;
  /** In the order of the log; what waits comes last. */
  readonly contributions: readonly ContributionView[];
  readonly blankPages: readonly BlankPage[];
  /** Contributions after this one were not there when the discussion was last shown; null: all or none. */
  readonly lastReadId: string | null;
  /** What this device keeps for whoever was writing here; empty for nothing. */
  readonly draft: string;
};

/**
 * How far a candidate has come with an invite key. `closed` is all that ever says "not now". `circleId` where the
 * candidate sits in that circle, by this key or another.
 */
export type JoinView = {
  readonly inviteId: string;
  readonly step:
    | 'fetching'
    | 'charter'
    | 'waiting'
    | 'seated'
    | 'closed'
    | 'expired'
    | 'unreachable';
  readonly relay: string;
  readonly circleName: string | null;
  readonly charter: Charter | null;
  readonly name: string | null;
  readonly words: readonly string[] | null;
  readonly circleId: string | null;
};

/** `persisted` null until the browser has answered. */
export type StorageView = {
  readonly persisted: boolean | null;
  readonly usedBytes: number | null;
};

export type Snapshot = {
  readonly vault: VaultStatus;
  readonly nowMs: number;
  readonly circles: readonly CircleView[];
  readonly discussion: DiscussionView | null;
  readonly joins: readonly JoinView[];
  readonly storage: StorageView;
  /** The clock jumped by more than thirty days, to this time: nothing fades by it until somebody confirms. */
  readonly clockJumpedToMs: number | null;
};

export const STARTING: Snapshot = {
  vault: { kind: 'starting' },
  nowMs: 0,
  circles: [],
  discussion: null,
  joins: [],
  storage: { persisted: null, usedBytes: null },
  clockJumpedToMs: null,
};
