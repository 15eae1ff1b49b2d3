import { existsSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { aeadOpen, aeadSeal } from '../../crypto/aead.ts';
import { concat, equalBytes, fromHex } from '../../crypto/bytes.ts';
import { verify } from '../../crypto/signature.ts';
import { sodium, sodiumReady } from '../../crypto/sodium.ts';

type Case = { readonly tcId: number; readonly result: string } & Readonly<Record<string, string>>;
type Group = { readonly publicKey?: { readonly pk: string }; readonly tests: readonly Case[] };

const folder = new URL('../../../shared/vectors/wycheproof/', import.meta.url);
const isPresent = existsSync(folder);

function groupsOf(name: string): readonly Group[] {
  const file = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as { testGroups: Group[] };
  return file.testGroups;
}

function disagreements(name: string, accepts: (one: Case, group: Group) => boolean): number[] {
  return groupsOf(name).flatMap((group) =>
    group.tests
      .filter((one) => accepts(one, group) !== (one.result === 'valid'))
      .map((one) => one.tcId),
  );
}

const bytes = (one: Case, field: string) => fromHex(one[field] ?? '');

beforeAll(() => sodiumReady);

describe.runIf(isPresent)('Wycheproof', () => {
  test('XChaCha20-Poly1305: 315 cases', () => {
    const wrong = disagreements('xchacha20_poly1305.json', (one) => {
      const [key, iv, aad, message] = ['key', 'iv', 'aad', 'msg'].map((name) => bytes(one, name));
      if (!key || !iv || !aad || !message || iv.length !== 24) return false;
      const sealed = concat(bytes(one, 'ct'), bytes(one, 'tag'));
      const opened = aeadOpen(key, iv, aad, sealed);
      return (
        opened.ok &&
        equalBytes(opened.value, message) &&
        equalBytes(aeadSeal(key, iv, aad, message), sealed)
      );
    });
    expect(wrong).toEqual([]);
  });

  test('Ed25519: 151 cases', () => {
    const wrong = disagreements('ed25519.json', (one, group) =>
      verify(fromHex(group.publicKey?.pk ?? ''), bytes(one, 'msg'), bytes(one, 'sig')),
    );
    expect(wrong).toEqual([]);
  });

  test('X25519: what is valid agrees, what gives nothing but zeros is refused', () => {
    const wrong = groupsOf('x25519.json').flatMap((group) =>
      group.tests.filter((one) => {
        const shared = bytes(one, 'shared');
        const isZero = shared.every((byte) => byte === 0);
        try {
          const made = sodium.crypto_scalarmult(bytes(one, 'private'), bytes(one, 'public'));
          return isZero || !equalBytes(made, shared);
        } catch {
          return !isZero;
        }
      }),
    );
    expect(wrong).toEqual([]);
  });
});
