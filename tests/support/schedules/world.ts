import type { GroupFace } from '../../../crypto/index.ts';
import type { LogRecord } from '../../../client/sync/logConnection.ts';
import type { EntryRecord } from '../../../client/vault/circleRows.ts';
import type { CircleState } from '../../../client/vault/circleState.ts';
import { pendingWork } from '../pendingWork.ts';
import type { SlowRelay } from './slowRelay.ts';

/** What all devices of a schedule have in common, and what is known of them that none of them knows. */
export type World<Group> = {
  readonly groups: GroupFace<Group>;
  readonly relay: SlowRelay;
  readonly random: (length: number) => Uint8Array;
  /** The true time. */
  readonly nowMs: () => number;
  /** Every entry that any device ever took, by its id in hexadecimal. */
  readonly entries: Map<string, EntryRecord>;
  /** Of each era in its order, by its log's key. */
  readonly eraSecrets: Map<string, Uint8Array>;
  /** Of everybody who ever sat here, by their member id in hexadecimal. */
  readonly names: Map<string, string>;
  readonly sabotage: Sabotage;
};

/** What is made wrong on purpose, on the device of this name, to see that it is noticed. */
export type Sabotage = {
  readonly records?: (name: string, records: readonly LogRecord[]) => readonly LogRecord[];
  readonly added?: (name: string, entries: readonly EntryRecord[]) => readonly EntryRecord[];
  readonly stored?: (name: string, circle: CircleState) => CircleState;
  readonly keepsKeys?: (name: string) => boolean;
};

/** The process ended in the middle of a step. */
export class Died extends Error {}

/** Waits until whatever was begun stands still: promises of WebCrypto are kept in later turns of the event loop. */
export async function settle(): Promise<void> {
  do {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  } while (pendingWork() > 0);
}
