import type { Contribution, ReactionKind } from '../../crypto/index.ts';

/** What an entry will say; ids of targets 16 bytes. */
export type Draft =
  | {
      readonly kind: 'header';
      readonly title: string;
      readonly openedHour: number;
      readonly nonce: Uint8Array;
    }
  | {
      readonly kind: 'contribution';
      readonly text: string;
      readonly replyTo: Uint8Array | null;
      /** Where the charter lets members speak without their name. */
      readonly isUnnamed: boolean;
      readonly quote: Contribution['quote'];
    }
  | { readonly kind: 'reaction'; readonly target: Uint8Array; readonly reaction: ReactionKind }
  | { readonly kind: 'edit'; readonly target: Uint8Array; readonly text: string }
  | { readonly kind: 'withdraw'; readonly target: Uint8Array };
