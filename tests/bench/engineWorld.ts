import type { Simulation } from '../support/simulation.ts';
import {
  createMemoryDisk,
  createMemoryVaultStorage,
  type MemoryDisk,
} from '../../client/storage/memoryVaultStorage.ts';
import type { Command } from '../../client/model/command.ts';
import { createClock } from '../../client/vault/clock.ts';
import { openHouse, type House } from '../../client/vault/house.ts';
import { openVault, type OpenVault } from '../../client/vault/openVault.ts';
import type { GroupFace } from '../../crypto/index.ts';
import { hash } from '../../crypto/kdf.ts';
import { RELAY } from '../support/person.ts';
import type { SimulatedRelay } from '../support/simulatedRelay.ts';

/**
 * Engines and a relay in this process, whose delays are turns of the event loop: nothing waits, so what is measured is
 * work. All of it is the real one, but for the disk, which is in memory, and the passphrase, which nobody stretches.
 */

/** Delays up to here are the network's, or one turn; what would wait longer never comes. */
const LONGEST_DELAY_MS = 10;

export function createBenchTime(startMs: number): Simulation {
  let nowMs = startMs;
  let waiting = 0;
  // Chance is no part of what is measured: Node takes long for a few bytes of it.
  const pool = new Uint8Array(2 ** 16);
  let drawn = pool.length;
  const settle = async () => {
    for (let idle = 0; idle < 3; idle += 1) {
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
      if (waiting > 0) idle = -1;
    }
  };
  return {
    timers: {
      nowMs: () => nowMs,
      after(delayMs, run) {
        if (delayMs > LONGEST_DELAY_MS) return () => undefined;
        let isDone = false;
        waiting += 1;
        const end = () => {
          if (isDone) return false;
          isDone = true;
          waiting -= 1;
          return true;
        };
        setImmediate(() => {
          if (end()) run();
        });
        return () => void end();
      },
    },
    random(length) {
      if (drawn + length > pool.length) {
        crypto.getRandomValues(pool);
        drawn = 0;
      }
      drawn += length;
      return pool.slice(drawn - length, drawn);
    },
    advance: settle,
    settle,
    setNow(ms) {
      nowMs = ms;
    },
  };
}

export type BenchDevice = {
  readonly disk: MemoryDisk;
  readonly house: House;
  readonly vault: OpenVault;
  /** Resolves once `isSo`, asked whenever something may have changed and has been shown. */
  until(isSo: (views: ReturnType<House['views']>) => boolean): Promise<void>;
  send(command: Command): Promise<string | null>;
};

export type BenchVault = { readonly name: string; readonly disk: MemoryDisk };

const vaultKeyOf = (name: string) => hash('bench-vault', new TextEncoder().encode(name));

export async function makeVault(name: string): Promise<BenchVault> {
  const disk = createMemoryDisk();
  const some = vaultKeyOf(name);
  const header = { stretch: some, deviceKey: some, wrappedVaultKey: some };
  await (await createMemoryVaultStorage(disk).create(header)).close();
  return { name, disk };
}

/** The same as it stands now, so that one can go on while the other is kept. */
export function copyVault({ name, disk }: BenchVault): BenchVault {
  const copy = createMemoryDisk();
  copy.slotFile = disk.slotFile?.slice() ?? null;
  copy.header = structuredClone(disk.header);
  copy.secrets = structuredClone(disk.secrets);
  for (const table of ['entries', 'documents'] as const) {
    for (const [key, row] of disk.rows[table]) copy.rows[table].set(key, row);
  }
  copy.fence = disk.fence;
  return { name, disk: copy };
}

/** As the engine does after the passphrase; `connect` false: nothing is followed. */
export async function openDevice<Group>(
  { name, disk }: BenchVault,
  time: Simulation,
  relay: SimulatedRelay,
  groups: GroupFace<Group>,
): Promise<BenchDevice> {
  const { random, timers } = time;
  const clock = createClock(() => timers.nowMs());
  disk.restart();
  const storage = createMemoryVaultStorage(disk);
  const opened = await openVault({
    storage: await storage.open(),
    vaultKey: vaultKeyOf(name),
    clock,
    random,
  });
  if (!opened.ok) throw new Error(opened.error);
  const vault = opened.value;
  let waiting: { isSo: (views: ReturnType<House['views']>) => boolean; done: () => void } | null =
    null;
  let isPublishing = false;
  const publish = () => {
    isPublishing = false;
    // A database's log files are no memory of the engine's.
    disk.everWritten.length = 0;
    const views = house.views(clock.nowMs());
    if (waiting?.isSo(views) !== true) return;
    const { done } = waiting;
    waiting = null;
    done();
  };
  const onChange = () => {
    if (isPublishing) return;
    isPublishing = true;
    setImmediate(publish);
  };
  const house: House = await openHouse({
    groups,
    clock,
    vault,
    onChange,
    clientOrigin: RELAY,
    random,
    timers,
    transport: relay.transportFor(name),
    storage,
    persistStorage: async () => true,
    usedBytes: async () => null,
    unsupported: null,
  });
  return {
    disk,
    house,
    vault,
    until: (isSo) =>
      new Promise((done) => {
        waiting = { isSo, done };
        onChange();
      }),
    send: (command) => house.perform(command),
  };
}
