import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { open, rotate, type Generation, type Vault } from '../../../client/storage/generation.ts';
import type { SealedSecrets } from '../../../client/storage/secretStore.ts';
import { SLOT_BYTES } from '../../../client/storage/slotFile.ts';
import { hash, sodiumReady, unwrapSecret, utf8, wrapSecret } from '../../../crypto/index.ts';

const vaultKey = new Uint8Array(32).fill(1);
const before = new Map([
  ['frontier', utf8('all hours')],
  ['member', utf8('Alice')],
]);
const after = new Map([
  ['frontier', utf8('the hours ahead')],
  ['member', utf8('Alice')],
]);

beforeAll(() => sodiumReady);

type Damage = 'before' | 'torn' | 'after';
class Crash extends Error {}

/** A disk that stops at its n-th write, before it, in the middle of it or right after it. */
class Disk {
  readonly slots: [Uint8Array, Uint8Array] = [
    new Uint8Array(SLOT_BYTES),
    new Uint8Array(SLOT_BYTES),
  ];
  sealed: SealedSecrets | null = null;
  writes = 0;
  crashAt: { readonly write: number; readonly damage: Damage } | null = null;

  #write(whole: () => void, half: () => void): void {
    this.writes += 1;
    const { write, damage } = this.crashAt ?? { write: 0, damage: 'before' };
    if (write !== this.writes) return whole();
    if (damage === 'torn') half();
    if (damage === 'after') whole();
    throw new Crash();
  }

  vault(seed: string): Vault {
    let drawn = 0;
    const random = (length: number) => {
      const out = new Uint8Array(length);
      for (let at = 0; at < length; at += 32) {
        out.set(hash('chance', utf8(`${seed}/${(drawn += 1)}`)).subarray(0, length - at), at);
      }
      return out;
    };
    return {
      vaultKey,
      random,
      slots: {
        read: (slot) => Promise.resolve(this.slots[slot].slice()),
        write: async (slot, content) =>
          this.#write(
            () => this.slots[slot].set(content),
            // Torn inside the wrapped key, the worst place.
            () => this.slots[slot].set(content.subarray(0, 50)),
          ),
        flush: async () =>
          this.#write(
            () => undefined,
            () => undefined,
          ),
      },
      store: {
        read: () => Promise.resolve(this.sealed),
        replace: async (sealed) => {
          this.#write(
            () => {
              this.sealed = sealed;
            },
            // A transaction has no middle.
            () => undefined,
          );
        },
      },
    };
  }
}

async function founded(): Promise<{ disk: Disk; first: Generation }> {
  const disk = new Disk();
  const first = await rotate(disk.vault('found'), null, before);
  disk.writes = 0;
  return { disk, first };
}

async function writesOfOneRotation(): Promise<number> {
  const { disk, first } = await founded();
  await rotate(disk.vault('count'), first, after);
  return disk.writes;
}

async function opened(disk: Disk): Promise<Generation> {
  const generation = await open(disk.vault('open'));
  if (!generation.ok) throw new Error(generation.error);
  return generation.value;
}

describe('the generation key', () => {
  test('a vault opens to what it was given, and for no other vault key', async () => {
    const { disk } = await founded();
    expect((await opened(disk)).secrets).toEqual(before);
    const stranger = { ...disk.vault('x'), vaultKey: new Uint8Array(32) };
    expect(await open(stranger)).toEqual({ ok: false, error: 'NotAuthentic' });
    expect((await opened(disk)).secrets).toEqual(before);
  });

  test('a crash at every write of a rotation leaves a vault that opens, and forgets at the next one', async () => {
    const writes = await writesOfOneRotation();
    expect(writes).toBeGreaterThanOrEqual(5);
    for (let write = 1; write <= writes; write += 1) {
      for (const damage of ['before', 'torn', 'after'] as const) {
        const { disk, first } = await founded();
        disk.crashAt = { write, damage };
        await expect(rotate(disk.vault('crash'), first, after)).rejects.toThrow(Crash);
        disk.crashAt = null;
        const survived = await opened(disk);
        expect([before, after]).toContainEqual(survived.secrets);
        const mended = await rotate(disk.vault('again'), survived, after);
        expect(mended.secrets).toEqual(after);
        expect((await opened(disk)).secrets).toEqual(after);
      }
    }
  });

  test('after a rotation nothing on the disk opens what was sealed before it', async () => {
    const { disk, first } = await founded();
    const old = { slots: disk.slots.map((slot) => slot.slice()), sealed: disk.sealed };
    await rotate(disk.vault('next'), first, after);
    // The thief has the vault key and every sealed value that was ever stored.
    const keys = disk.slots.flatMap((slot) =>
      [1, 2].map((number) =>
        unwrapSecret(vaultKey, utf8(`generation/${number}`), slot.subarray(0, 104)),
      ),
    );
    const usable = keys.flatMap((key) => (key.ok ? [key.value] : []));
    expect(usable).toHaveLength(1);
    const opensOld = (key: Uint8Array) =>
      [...(old.sealed?.values ?? [])].some(
        ([name, value]) => unwrapSecret(key, utf8(`secret/1/${name}`), value).ok,
      );
    expect(usable.some(opensOld)).toBe(false);
    // The same search a moment before the rotation does find it, so it can fail.
    const earlier = unwrapSecret(
      vaultKey,
      utf8('generation/1'),
      (old.slots[0] ?? vaultKey).subarray(0, 104),
    );
    expect(earlier.ok && opensOld(earlier.value)).toBe(true);
  });

  test('a damaged slot is said, not guessed at', async () => {
    const { disk, first } = await founded();
    disk.slots[first.slot].fill(7);
    expect(await open(disk.vault('x'))).toEqual({ ok: false, error: 'NotAuthentic' });
  });
});

describe('a wrapped secret', () => {
  const context = utf8('generation/1');
  const nonce = new Uint8Array(24).fill(3);

  test('opens as it was sealed, in its own context only, and not once a byte is another', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (secret, where, x) => {
          const wrapped = wrapSecret(vaultKey, context, secret, nonce);
          expect(unwrapSecret(vaultKey, context, wrapped)).toEqual({ ok: true, value: secret });
          expect(unwrapSecret(vaultKey, utf8('generation/2'), wrapped).ok).toBe(false);
          const at = where % wrapped.length;
          wrapped[at] = (wrapped[at] ?? 0) ^ x;
          expect(unwrapSecret(vaultKey, context, wrapped).ok).toBe(false);
          expect(unwrapSecret(vaultKey, context, wrapped.subarray(0, at)).ok).toBe(false);
        },
      ),
      { seed: 90 },
    );
  });
});
