import type { Snapshot } from '../model/snapshot.ts';

/**
 * A sign on the page's side that this browser has held a vault. A browser that is short of room clears databases
 * and files but not this, so that it tells lost storage from a first visit.
 */

const NAME = 'cenacle.vault';

/** What is used of `Storage`; a browser may refuse all of it. */
export type MarkerStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** @returns the snapshot, with a vault that is gone named as `cleared`, and one that is out of reach as such */
export function rememberVault(snapshot: Snapshot, markers: () => MarkerStorage): Snapshot {
  const { vault } = snapshot;
  try {
    const storage = markers();
    if (vault.kind === 'open' || vault.kind === 'locked') storage.setItem(NAME, '1');
    if (storage.getItem(NAME) === null) return snapshot;
    if (vault.kind === 'empty') return { ...snapshot, vault: { kind: 'cleared' } };
    // Chromium opens no database on a full disk: to say that nothing was stored would not be true.
    const isShut = vault.kind === 'unsupported' && vault.reason === 'no-storage';
    return isShut ? { ...snapshot, vault: { ...vault, reason: 'storage-shut' } } : snapshot;
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
