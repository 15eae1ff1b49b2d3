import { expect } from 'vitest';
import { open, type Generation, type Vault } from '../../../client/storage/generation.ts';
import { createMemorySlotFile } from '../../../client/storage/memorySlotFile.ts';
import {
  createMemoryDisk,
  createMemoryVaultStorage,
} from '../../../client/storage/memoryVaultStorage.ts';
import { SLOT_BYTES } from '../../../client/storage/slotFile.ts';
import { unwrapSecret, utf8 } from '../../../crypto/index.ts';
import { hash } from '../../../crypto/kdf.ts';

const vaultKey = new Uint8Array(32).fill(1);

/** When the power goes: before the n-th step, or right after it. */
type Moment = 'before' | 'after';
/** What becomes of bytes written and not yet flushed: gone, on disk, or on disk up to this byte. */
type Unflushed = 'lost' | 'kept' | number;
type Crash = {
  readonly step: number;
  readonly moment: Moment;
  readonly unflushed: Unflushed;
};
export class PowerCut extends Error {}

/** A disk with a write cache; its steps are slot writes, flushes and transactions. */
export class Disk {
  readonly memory = createMemoryDisk();
  steps = 0;
  #seeds = 0;

  get file(): Uint8Array {
    return (this.memory.slotFile ??= new Uint8Array(2 * SLOT_BYTES));
  }

  async #step(crash: Crash | null, cut: () => void, act: () => void | Promise<void>) {
    this.steps += 1;
    const isLast = crash?.step === this.steps;
    if (isLast && crash.moment === 'before') {
      cut();
      throw new PowerCut();
    }
    await act();
    if (!isLast) return;
    cut();
    throw new PowerCut();
  }

  /** The computer starts: a cache that mirrors the disk, a new owner, new chance. */
  async boot(crash: Crash | null = null): Promise<Vault> {
    this.steps = 0;
    this.memory.restart();
    const storage = createMemoryVaultStorage(this.memory);
    const isNew = (await storage.find()) === 'empty';
    const { store } = await (isNew ? storage.create(header) : storage.open());
    const cached = this.file.slice();
    const cache = createMemorySlotFile(cached);
    let pending: { readonly at: number; readonly bytes: Uint8Array }[] = [];
    const cut = () => {
      for (const { at, bytes } of pending) {
        const fate = crash?.unflushed ?? 'kept';
        if (fate !== 'lost') this.file.set(fate === 'kept' ? bytes : bytes.subarray(0, fate), at);
      }
    };
    const act = (step: () => void | Promise<void>) => this.#step(crash, cut, step);
    return {
      vaultKey,
      random: chance(`${(this.#seeds += 1)}`),
      slots: {
        read: (slot) => cache.read(slot),
        write: (slot, content) =>
          act(async () => {
            await cache.write(slot, content);
            pending.push({ at: slot * SLOT_BYTES, bytes: content.slice() });
          }),
        flush: () =>
          act(() => {
            this.file.set(cached);
            pending = [];
          }),
      },
      store: {
        read: () => store.read(),
        readRows: (table, prefix, portion) => store.readRows(table, prefix, portion),
        replace: (sealed) => act(() => store.replace(sealed)),
        commit: (batch) => act(() => store.commit(batch)),
      },
    };
  }
}

const header = {
  stretch: new Uint8Array(26),
  deviceKey: new Uint8Array(32),
  wrappedVaultKey: new Uint8Array(104),
};

function chance(seed: string) {
  let drawn = 0;
  return (length: number) => {
    const out = new Uint8Array(length);
    for (let at = 0; at < length; at += 32) {
      out.set(hash('chance', utf8(`${seed}/${(drawn += 1)}`)).subarray(0, length - at), at);
    }
    return out;
  };
}

export async function opened(vault: Vault): Promise<Generation> {
  const generation = await open(vault);
  if (!generation.ok) throw new Error(generation.error);
  return generation.value;
}

/** The wrapped key that a slot holds. */
export const slotOf = (disk: Disk, slot: number) =>
  disk.file.slice(slot * SLOT_BYTES, slot * SLOT_BYTES + 104);

export const texts = (named: Record<string, string>) =>
  new Map(Object.entries(named).map(([name, text]) => [name, utf8(text)]));

/**
 * What a thief reads who has the vault key and the disk: the slots as they stand and every value that was ever
 * stored, tried under every name and generation that these tests use.
 */
export function stolenFrom(disk: Disk): Set<string> {
  const numbers = [1, 2, 3, 4, 5];
  const stolen = new Set<string>();
  for (const wrapped of [slotOf(disk, 0), slotOf(disk, 1)]) {
    for (const number of numbers) {
      const key = unwrapSecret(vaultKey, utf8(`generation/${number}`), wrapped);
      if (!key.ok) continue;
      for (const value of disk.memory.everWritten) {
        for (const name of ['frontier', 'member', 'draft']) {
          const context = utf8(`secret/${number}/${name}`);
          const secret = unwrapSecret(key.value, context, value);
          if (secret.ok) stolen.add(`${name}: ${Buffer.from(secret.value).toString()}`);
        }
      }
    }
  }
  return stolen;
}

export const FATES: readonly Unflushed[] = ['lost', 'kept', 1, 23, 50, 80, 103, 104, 1000];
const MOMENTS: readonly Moment[] = ['before', 'after'];
export const crashesAt = (step: number, fates = FATES): Crash[] =>
  MOMENTS.flatMap((moment) => fates.map((unflushed) => ({ step, moment, unflushed })));

/** Runs `act` with a crash at each step in turn, in every manner, until it gets through; returns the steps. */
export async function atEveryStep(act: (crash: Crash) => Promise<boolean>): Promise<number> {
  for (let step = 1; step < 100; step += 1) {
    const survived = new Set<boolean>();
    for (const crash of crashesAt(step)) survived.add(await act(crash));
    expect(survived.size).toBe(1);
    if (survived.has(true)) return step - 1;
  }
  throw new Error('never gets through');
}

export async function passes(run: () => Promise<unknown>): Promise<boolean> {
  try {
    await run();
    return true;
  } catch (error) {
    if (error instanceof PowerCut) return false;
    throw error;
  }
}
