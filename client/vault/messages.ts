import type { Command, Outcome } from '../model/command.ts';
import type { Snapshot } from '../model/snapshot.ts';

/** What passes between the page and the vault's worker. Both are of one build, so nothing is validated. */

/** `woke`: the page is visible again, so that time may have passed unseen. */
export type ToVault =
  | { readonly kind: 'command'; readonly id: number; readonly command: Command }
  | { readonly kind: 'woke' };

/** A snapshot that a command changed comes before the reply to that command. */
export type FromVault =
  | { readonly kind: 'snapshot'; readonly snapshot: Snapshot }
  | { readonly kind: 'reply'; readonly id: number; readonly outcome: Outcome };
