import type { Command, Outcome } from '../model/command.ts';
import { STARTING, type Snapshot, type VaultStatus } from '../model/snapshot.ts';
import type { Timers } from '../sync/logConnection.ts';
import type { Engine } from './engine.ts';
import type { FromVault, ToVault } from './messages.ts';
import { createSoleOwner, type Locks, type TabChannel } from './soleOwner.ts';

/** Carries one engine at a time: starts it when this tab owns the vault, ends it when another tab asks. */

const TICK_MS = 60_000;
const FAILED: Outcome = { ok: false, error: 'failed' };
const DONE: Outcome = { ok: true, value: null };

export type HostPorts = {
  readonly locks: Locks;
  readonly channel: TabChannel;
  readonly timers: Timers;
  readonly startEngine: () => Promise<Engine>;
  readonly post: (message: FromVault) => void;
};

export type Host = {
  start(): Promise<void>;
  receive(message: ToVault): Promise<void>;
};

export function createHost({ locks, channel, timers, startEngine, post }: HostPorts): Host {
  let running: Promise<Engine | null> = Promise.resolve(null);
  let current: Engine | null = null;
  let shown: Snapshot | null = null;
  const owner = createSoleOwner(locks, channel, timers, letGo);

  function show(snapshot: Snapshot): void {
    if (snapshot === shown) return;
    shown = snapshot;
    post({ kind: 'snapshot', snapshot });
  }

  function showOnly(kind: 'unloaded' | 'elsewhere' | 'starting'): void {
    const vault: VaultStatus = { kind };
    show({ ...STARTING, vault, nowMs: timers.nowMs() });
  }

  /** An engine that is ending may still report: nobody looks at it any more. */
  function showCurrent(engine: Engine): void {
    if (engine === current) show(engine.getSnapshot());
  }

  async function run(): Promise<Engine | null> {
    try {
      const engine = await startEngine();
      current = engine;
      engine.subscribe(() => showCurrent(engine));
      showCurrent(engine);
      return engine;
    } catch {
      // A vault that is damaged starts, and says so; here a library or a file of the program did not.
      showOnly('unloaded');
      return null;
    }
  }

  async function letGo(): Promise<void> {
    const ending = running;
    running = Promise.resolve(null);
    try {
      const engine = await ending;
      current = null;
      await engine?.stop();
    } finally {
      showOnly('elsewhere');
    }
  }

  async function useHere(): Promise<Outcome> {
    // Its engine may itself have lost the vault to another tab.
    const engine = await running;
    if (engine !== null) return engine.send({ kind: 'use-here' });
    if (!(await owner.takeOver())) return FAILED;
    showOnly('starting');
    running = run();
    return (await running) === null ? FAILED : DONE;
  }

  async function obey(command: Command): Promise<Outcome> {
    if (command.kind === 'use-here') return useHere();
    const engine = await running;
    if (engine === null) return FAILED;
    const outcome = await engine.send(command);
    // The page finds in its snapshot what the reply names.
    showCurrent(engine);
    return outcome;
  }

  async function tick(): Promise<void> {
    await (await running)?.tick();
  }

  /** A tick that failed is tried again a minute later. */
  function tickEachMinute(): void {
    timers.after(TICK_MS, () => {
      void tick().catch(() => undefined);
      tickEachMinute();
    });
  }

  return {
    async start() {
      tickEachMinute();
      running = owner.take().then((isOwner) => {
        if (isOwner) return run();
        showOnly('elsewhere');
        return null;
      });
      await running;
    },
    async receive(message) {
      if (message.kind === 'woke') return tick().catch(() => undefined);
      const outcome = await obey(message.command).catch(() => FAILED);
      post({ kind: 'reply', id: message.id, outcome });
    },
  };
}
