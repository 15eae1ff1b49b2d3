import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { open, rotate } from '../../../client/storage/generation.ts';
import { equalBytes, sodiumReady, unwrapSecret, utf8, wrapSecret } from '../../../crypto/index.ts';
import { unwrapVaultKey, wrapVaultKey } from '../../../crypto/vaultKeys.ts';
import { Disk, opened, texts } from './powerCutDisk.ts';

const vaultKey = new Uint8Array(32).fill(1);

beforeAll(() => sodiumReady);

describe('the generation key', () => {
  test('a vault opens to what it was given, and for no other vault key', async () => {
    const before = texts({ frontier: 'all hours', member: 'Alice' });
    const disk = new Disk();
    const first = await rotate(await disk.boot(), null, before);
    const vault = await disk.boot();
    expect(await opened(vault)).toEqual(first);
    expect(first).toMatchObject({ number: 1, slot: 0, secrets: before });
    const stranger = { ...vault, vaultKey: new Uint8Array(32) };
    expect(await open(stranger)).toEqual({ ok: false, error: 'NotAuthentic' });
    expect(await opened(vault)).toEqual(first);
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
