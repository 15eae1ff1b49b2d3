import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { deriveInviteKeys, encodeInvite, readInvite } from '../../crypto/invite.ts';
import { toHex } from '../../crypto/bytes.ts';
import { sodiumReady } from '../../crypto/sodium.ts';

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const invite = fc.record({
  relay: fc.constantFrom('http://localhost:8787', 'https://relay.example.org'),
  inviteId: bytes(16),
  secret: bytes(32),
});

beforeAll(() => sodiumReady);

describe('an invite key', () => {
  test('is read as it was written', () => {
    fc.assert(
      fc.property(invite, (written) => {
        expect(readInvite(encodeInvite(written))).toEqual({ ok: true, value: written });
      }),
      { seed: 40 },
    );
  });

  test('mangled, cut or pasted with something more, is refused', () => {
    fc.assert(
      fc.property(invite, fc.nat(), fc.string({ minLength: 1 }), (written, at, junk) => {
        const link = encodeInvite(written);
        expect(readInvite(link.slice(0, at % link.length)).ok).toBe(false);
        expect(readInvite(link + junk).ok).toBe(false);
      }),
      { seed: 41 },
    );
    fc.assert(
      fc.property(fc.string({ maxLength: 2000 }), (text) => {
        expect(readInvite(text).ok).toBe(false);
      }),
      { seed: 42 },
    );
  });

  test.each(['javascript:alert(1)', 'https://relay.example.org/path', 'relay.example.org', ''])(
    'never names %j as its relay',
    (relay) => {
      const link = encodeInvite({
        relay,
        inviteId: new Uint8Array(16),
        secret: new Uint8Array(32),
      });
      expect(readInvite(link)).toEqual({ ok: false, error: 'Malformed' });
    },
  );

  test('gives keys that depend on the invite as well as on the secret', () => {
    const secret = new Uint8Array(32);
    const relay = 'http://localhost:8787';
    const one = deriveInviteKeys({ relay, secret, inviteId: new Uint8Array(16) });
    const two = deriveInviteKeys({ relay, secret, inviteId: new Uint8Array(16).fill(1) });
    const all = [one, two].flatMap((keys) => [keys.log.publicKey, keys.envelope, keys.linkPsk]);
    expect(new Set(all.map(toHex)).size).toBe(6);
  });
});
