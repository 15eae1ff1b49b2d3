import type { Charter, ReactionKind } from '../../crypto/index.ts';

/** What a member asks of the vault. Ids are those of the snapshot; hours of fading are null for "kept". */
export type Command =
  /** The first passphrase, before the first circle. */
  | { readonly kind: 'create-vault'; readonly passphrase: string }
  | { readonly kind: 'unlock'; readonly passphrase: string }
  | { readonly kind: 'lock' }
  /** Another tab holds the vault: ask it to let go. */
  | { readonly kind: 'use-here' }
  /** Everything that the vault holds in this browser, for good. */
  | { readonly kind: 'erase-device' }
  | { readonly kind: 'accept-clock' }
  /** Outcome value: the circle's id. */
  | {
      readonly kind: 'create-circle';
      readonly name: string;
      readonly ownName: string;
      readonly charter: Charter;
    }
  /** Outcome value: the invite's id; its link stands in the snapshot. */
  | { readonly kind: 'issue-invite'; readonly circleId: string }
  | { readonly kind: 'revoke-invite'; readonly circleId: string; readonly inviteId: string }
  /** `fragment` is the link after `#`. Outcome value: the invite's id, which names the join. */
  | { readonly kind: 'read-invite'; readonly fragment: string }
  | { readonly kind: 'request-seat'; readonly inviteId: string; readonly name: string }
  | { readonly kind: 'leave-door'; readonly inviteId: string }
  /** Vouches, and seats where that makes enough sponsors. */
  | { readonly kind: 'seat'; readonly circleId: string; readonly candidateId: string }
  /** Votes that a member leave the table, and takes their seats away where that decides it. */
  | { readonly kind: 'remove-member'; readonly circleId: string; readonly memberId: string }
  /** A device that asks for its seat again gets it. */
  | { readonly kind: 'seat-again'; readonly circleId: string; readonly askingId: string }
  | { readonly kind: 'not-now'; readonly circleId: string; readonly candidateId: string }
  /** `text` may be empty. Outcome value: the discussion's id. */
  | {
      readonly kind: 'open-discussion';
      readonly circleId: string;
      readonly title: string;
      readonly text: string;
      readonly fadeHours: number | null;
    }
  /** Which discussion the screen shows; null for none. */
  | {
      readonly kind: 'show';
      readonly shown: { readonly circleId: string; readonly discussionId: string } | null;
    }
  | {
      readonly kind: 'contribute';
      readonly circleId: string;
      readonly discussionId: string;
      readonly text: string;
      /** Null: as long as the discussion. */
      readonly fadeHours: number | null;
      readonly replyTo: string | null;
      /** Without the member's name, where the charter lets them; else `not-allowed`. */
      readonly isUnnamed?: boolean;
      /** Words of a letter of this discussion: what quotes it fades no later. */
      readonly quote?: { readonly entryId: string; readonly text: string };
    }
  /** What is written there and not sent yet; nothing, to forget it. What is sent there is forgotten by itself. */
  | {
      readonly kind: 'keep-draft';
      readonly circleId: string;
      readonly discussionId: string;
      readonly text: string;
    }
  | {
      readonly kind: 'edit';
      readonly circleId: string;
      readonly entryId: string;
      readonly text: string;
    }
  /** Said again, or taken back where it was not said, it changes nothing. */
  | {
      readonly kind: 'react' | 'unreact';
      readonly circleId: string;
      readonly entryId: string;
      readonly reaction: ReactionKind;
    }
  | { readonly kind: 'withdraw'; readonly circleId: string; readonly entryId: string }
  /** Outcome value: what this member has said there and still lives, as Markdown. */
  | { readonly kind: 'export-own'; readonly circleId: string }
  /** What waited past its own hour: sent with as much life as it was given first, or dropped. */
  | {
      readonly kind: 'settle-overdue';
      readonly circleId: string;
      readonly entryId: string;
      readonly send: boolean;
    };

/**
 * Why nothing happened. `wrong-passphrase`, `invite-*`, `too-long` and `unfit-name` are the member's to mend;
 * `storage-full` the device's; `not-allowed` the charter's; `gone` names what is no longer there. `unfit-name`: empty,
 * too long, or with characters that nobody sees or that turn what stands beside them around.
 */
export type CommandError =
  | 'wrong-passphrase'
  | 'weak-passphrase'
  | 'invite-mangled'
  | 'invite-own-circle'
  | 'too-long'
  | 'unfit-name'
  | 'not-allowed'
  | 'gone'
  | 'locked'
  | 'storage-full'
  | 'name-taken'
  /** The circle's state has no room for one more person. */
  | 'table-full'
  | 'failed';

export type Outcome =
  | { readonly ok: true; readonly value: string | null }
  | { readonly ok: false; readonly error: CommandError };
