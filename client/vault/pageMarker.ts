import type { VaultMarker } from '../storage/vaultMarker.ts';
import type { FromVault, ToVault } from './messages.ts';

type Answer = Extract<ToVault, { kind: 'marked' }>;

/** The page's marker, lent to the worker: workers have no cookies. */
export function createPageMarker(post: (message: FromVault) => void): {
  readonly marker: VaultMarker;
  readonly take: (answer: Answer) => void;
} {
  const waiting = new Map<number, (isMarked: boolean) => void>();
  let asked = 0;

  function ask(act: keyof VaultMarker): Promise<boolean> {
    const id = (asked += 1);
    return new Promise((resolve) => {
      waiting.set(id, resolve);
      post({ kind: 'marker', id, act });
    });
  }

  return {
    marker: {
      read: () => ask('read'),
      write: async () => void (await ask('write')),
      remove: async () => void (await ask('remove')),
    },
    take({ id, isMarked }) {
      waiting.get(id)?.(isMarked);
      waiting.delete(id);
    },
  };
}
