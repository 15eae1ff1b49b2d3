import type { Command, Outcome } from '../model/command.ts';
import { STARTING, type Snapshot } from '../model/snapshot.ts';
import type { EnginePorts } from './ports.ts';

export type Engine = {
  getSnapshot(): Snapshot;
  /** @returns how to stop */
  subscribe(onChange: () => void): () => void;
  send(command: Command): Promise<Outcome>;
  tick(): Promise<void>;
  stop(): Promise<void>;
};

/** Stands in until the engine is built: shows an empty vault and does nothing. */
export async function createEngine(ports: EnginePorts): Promise<Engine> {
  const vault = { kind: await ports.storage.find() };
  const snapshot: Snapshot = {
    ...STARTING,
    vault: vault.kind === 'present' ? { kind: 'locked' } : { kind: vault.kind },
    nowMs: ports.timers.nowMs(),
  };
  return {
    getSnapshot: () => snapshot,
    subscribe: () => () => undefined,
    send: async () => ({ ok: false, error: 'failed' }),
    tick: async () => undefined,
    stop: async () => undefined,
  };
}
