import type { Snapshot } from '../model/snapshot.ts';

/**
 * A sign on the page's side that this browser has held a vault. A browser that is short of room clears databases
 * and files but not this, so that it tells lost storage from a first visit.
 */

const NAME = 'cenacle.vault';

/** What is used of `Storage`; a browser may refuse all of it. */
export type MarkerStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** @returns the snapshot, with a vault that is gone named as `cleared` */
export function rememberVault(snapshot: Snapshot, markers: () => MarkerStorage): Snapshot {
  const { kind } = snapshot.vault;
  try {
    const storage = markers();
    if (kind === 'open' || kind === 'locked') storage.setItem(NAME, '1');
    const isLost = kind === 'empty' && storage.getItem(NAME) !== null;
    return isLost ? { ...snapshot, vault: { kind: 'cleared' } } : snapshot;
  } catch {
    return snapshot;
  }
}

export function forgetVault(markers: () => MarkerStorage): void {
  try {
    markers().removeItem(NAME);
  } catch {
    // Where nothing can be removed nothing was kept.
  }
}
