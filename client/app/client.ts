import { useSyncExternalStore } from 'react';
import type { Command, Outcome } from '../model/command.ts';
import type { Snapshot } from '../model/snapshot.ts';

/** What the face knows of the vault: the present snapshot, and how to ask for something. */
export type Client = {
  getSnapshot(): Snapshot;
  /** @returns how to stop */
  subscribe(onChange: () => void): () => void;
  send(command: Command): Promise<Outcome>;
};

export function useSnapshot(client: Client): Snapshot {
  return useSyncExternalStore(
    (onChange) => client.subscribe(onChange),
    () => client.getSnapshot(),
  );
}
