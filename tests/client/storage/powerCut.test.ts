import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  open,
  rotate,
  StaleGeneration,
  type Generation,
  type Vault,
} from '../../../client/storage/generation.ts';
import { type SecretStore, SupersededFence } from '../../../client/storage/secretStore.ts';
import { SLOT_BYTES } from '../../../client/storage/slotFile.ts';
import { createMemorySecretStore } from '../../../client/storage/memorySecretStore.ts';
import { createMemorySlotFile } from '../../../client/storage/memorySlotFile.ts';

import { hash } from '../../../crypto/kdf.ts';
import { equalBytes, sodiumReady, unwrapSecret, utf8 } from '../../../crypto/index.ts';
import { unwrapVaultKey, wrapVaultKey } from '../../../crypto/vaultKeys.ts';

const vaultKey = new Uint8Array(32).fill(1);
const hours = (text: string) =>
  new Map([
    ['frontier', utf8(text)],
    ['member', utf8('Alice')],
  ]);
const before = hours('all hours');
const after = hours('the hours ahead');
const later = hours('fewer hours still');

beforeAll(() => sodiumReady);

/** When the power goes: before the n-th step, or right after it. */
type Moment = 'before' | 'after';
/** What becomes of bytes written and not yet flushed: gone, on disk, or on disk up to this byte. */
type Unflushed = 'lost' | 'kept' | number;
type Crash = { readonly step: number; readonly moment: Moment; readonly unflushed: Unflushed };
class PowerCut extends Error {}

/** A disk with a write cache; its steps are slot writes, flushes and transactions. */
class Disk {
  readonly file = new Uint8Array(2 * SLOT_BYTES);
  readonly secrets = createMemorySecretStore();
  steps = 0;
  #seeds = 0;

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
    const cached = this.file.slice();
    const cache = createMemorySlotFile(cached);
    const store = await this.secrets.takeOver();
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
      store: { read: () => store.read(), replace: (sealed) => act(() => store.replace(sealed)) },
    };
  }
}

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

async function founded(): Promise<{ disk: Disk; first: Generation }> {
  const disk = new Disk();
  return { disk, first: await rotate(await disk.boot(), null, before) };
}

async function opened(vault: Vault): Promise<Generation> {
  const generation = await open(vault);
  if (!generation.ok) throw new Error(generation.error);
  return generation.value;
}

const slotOf = (disk: Disk, slot: number) =>
  disk.file.slice(slot * SLOT_BYTES, slot * SLOT_BYTES + 104);

/** No eight bytes in a row of the old wrapped key are left in the file. */
function holdsNothingOf(wrapped: Uint8Array, file: Uint8Array): boolean {
  const haystack = Buffer.from(file);
  for (let at = 0; at + 8 <= wrapped.length; at += 1) {
    if (haystack.includes(Buffer.from(wrapped.subarray(at, at + 8)))) return false;
  }
  return true;
}

/** Whether this key opens any value that the store holds, under any generation it may claim. */
async function opensSomething(key: Uint8Array, store: SecretStore): Promise<boolean> {
  const sealed = await store.read();
  return [...(sealed?.values ?? [])].some(([name, value]) =>
    [1, 2, 3, 4].some((number) => unwrapSecret(key, utf8(`secret/${number}/${name}`), value).ok),
  );
}

const FATES: readonly Unflushed[] = ['lost', 'kept', 1, 23, 50, 80, 103, 104, 1000];
const MOMENTS: readonly Moment[] = ['before', 'after'];
const crashesAt = (step: number, fates = FATES): Crash[] =>
  MOMENTS.flatMap((moment) => fates.map((unflushed) => ({ step, moment, unflushed })));

/** Runs `act` with a crash at each step in turn, in every manner, until it gets through; returns the steps. */
async function atEveryStep(act: (crash: Crash) => Promise<boolean>): Promise<number> {
  for (let step = 1; step < 100; step += 1) {
    const survived = new Set<boolean>();
    for (const crash of crashesAt(step)) survived.add(await act(crash));
    expect(survived.size).toBe(1);
    if (survived.has(true)) return step - 1;
  }
  throw new Error('never gets through');
}

async function passes(run: () => Promise<unknown>): Promise<boolean> {
  try {
    await run();
    return true;
  } catch (error) {
    if (error instanceof PowerCut) return false;
    throw error;
  }
}

/** After whatever happened: it opens whole, and one more rotation leaves nothing of `wrapped` behind. */
async function expectMended(disk: Disk, wrapped: Uint8Array): Promise<void> {
  const old = unwrapSecret(vaultKey, utf8('generation/1'), wrapped);
  if (!old.ok) throw new Error('the thief never had the old key');
  const vault = await disk.boot();
  const survived = await opened(vault);
  expect([before, after]).toContainEqual(survived.secrets);
  expect((await rotate(vault, survived, later)).secrets).toEqual(later);
  const again = await disk.boot();
  expect((await opened(again)).secrets).toEqual(later);
  expect(holdsNothingOf(wrapped, disk.file)).toBe(true);
  expect(await opensSomething(old.value, again.store)).toBe(false);
}

describe('a rotation that loses power', () => {
  test('at any step, with any fate of unflushed bytes, opens whole and then forgets', async () => {
    const steps = await atEveryStep(async (crash) => {
      const { disk, first } = await founded();
      const wrapped = slotOf(disk, first.slot);
      expect(holdsNothingOf(wrapped, disk.file)).toBe(false);
      const vault = await disk.boot(crash);
      const survived = await passes(() => rotate(vault, first, after));
      await expectMended(disk, wrapped);
      return survived;
    });
    // Write, flush, transaction, overwrite, flush.
    expect(steps).toBe(5);
  });

  test('and loses it again while it recovers, still opens whole and then forgets', async () => {
    for (const crash of [1, 2, 3, 4, 5].flatMap((step) => crashesAt(step, ['lost', 50]))) {
      const steps = await atEveryStep(async (second) => {
        const { disk, first } = await founded();
        const wrapped = slotOf(disk, first.slot);
        const vault = await disk.boot(crash);
        expect(await passes(() => rotate(vault, first, after))).toBe(false);
        const recovering = await disk.boot(second);
        const survived = await passes(() => open(recovering));
        await expectMended(disk, wrapped);
        return survived;
      });
      expect(steps).toBe(2);
    }
  });

  test('after its transaction, wakes in the new generation: the more punctured state wins', async () => {
    for (const unflushed of FATES) {
      const { disk, first } = await founded();
      const vault = await disk.boot({ step: 3, moment: 'after', unflushed });
      await expect(rotate(vault, first, after)).rejects.toThrow(PowerCut);
      const woken = await opened(await disk.boot());
      expect(woken).toEqual({ number: 2, slot: 1, secrets: after });
    }
  });

  test('while it founds the vault, leaves one that opens or that can be founded again', async () => {
    await atEveryStep(async (crash) => {
      const disk = new Disk();
      const vault = await disk.boot(crash);
      const survived = await passes(() => rotate(vault, null, before));
      const next = await disk.boot();
      const found = await open(next);
      const generation = found.ok ? found.value : await rotate(next, null, before);
      expect(generation.secrets).toEqual(before);
      return survived;
    });
  });
});

describe('an owner', () => {
  test('whose generation is stale is refused before it writes over the key that counts', async () => {
    const { disk, first } = await founded();
    const vault = await disk.boot({ step: 3, moment: 'after', unflushed: 'kept' });
    await expect(rotate(vault, first, after)).rejects.toThrow(PowerCut);
    const file = disk.file.slice();
    const careless = await disk.boot();
    await expect(rotate(careless, first, after)).rejects.toThrow(StaleGeneration);
    await expect(rotate(careless, null, after)).rejects.toThrow(StaleGeneration);
    expect(disk.steps).toBe(0);
    expect(disk.file).toEqual(file);
    expect((await opened(careless)).secrets).toEqual(after);
  });

  test('who was superseded touches no slot', async () => {
    const { disk, first } = await founded();
    const asleep = await disk.boot();
    const awake = await disk.boot();
    const file = disk.file.slice();
    await expect(rotate(asleep, first, after)).rejects.toThrow(SupersededFence);
    await expect(open(asleep)).rejects.toThrow(SupersededFence);
    expect(disk.file).toEqual(file);
    expect((await opened(awake)).secrets).toEqual(before);
  });

  test('finds a damaged slot refused, and nothing overwritten because of it', async () => {
    const { disk, first } = await founded();
    disk.file[first.slot * SLOT_BYTES + 60] = (disk.file[first.slot * SLOT_BYTES + 60] ?? 0) ^ 1;
    const file = disk.file.slice();
    expect(await open(await disk.boot())).toEqual({ ok: false, error: 'NotAuthentic' });
    expect(disk.file).toEqual(file);
  });
});

describe('a wrapped vault key', () => {
  const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

  test('opens to what was wrapped, and to no other passphrase', () => {
    fc.assert(
      fc.property(bytes(32), bytes(32), bytes(32), bytes(24), (kek, stranger, vk, nonce) => {
        fc.pre(!equalBytes(kek, stranger));
        const wrapped = wrapVaultKey(kek, vk, nonce);
        expect(wrapped).toHaveLength(104);
        expect(unwrapVaultKey(kek, wrapped)).toEqual({ ok: true, value: vk });
        expect(unwrapVaultKey(stranger, wrapped)).toEqual({ ok: false, error: 'WrongPassphrase' });
      }),
      { seed: 10 },
    );
  });

  test('is refused with any one byte changed, at every place', () => {
    fc.assert(
      fc.property(bytes(32), bytes(24), fc.integer({ min: 1, max: 255 }), (vk, nonce, change) => {
        const wrapped = wrapVaultKey(vaultKey, vk, nonce);
        for (let at = 0; at < wrapped.length; at += 1) {
          const changed = wrapped.slice();
          changed[at] = (changed[at] ?? 0) ^ change;
          expect(unwrapVaultKey(vaultKey, changed).ok).toBe(false);
        }
      }),
      { seed: 11, numRuns: 20 },
    );
  });

  test('is malformed at any other length', () => {
    const wrapped = wrapVaultKey(vaultKey, new Uint8Array(32), new Uint8Array(24));
    for (const other of [wrapped.subarray(1), new Uint8Array(0), new Uint8Array(105)]) {
      expect(unwrapVaultKey(vaultKey, other)).toEqual({ ok: false, error: 'Malformed' });
    }
  });
});
