import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { openHedge, sealHedge, SEALED_HEDGE_BYTES } from '../../crypto/hedge.ts';
import { hedgeKeyFromSeed, isHedgeKey } from '../../crypto/hedgeKey.ts';
import { sodiumReady } from '../../crypto/sodium.ts';

const filled = (byte: number, length = 32) => new Uint8Array(length).fill(byte);
const place = { circleId: filled(1), epoch: 7, leaf: 3 };
const hedge = filled(4);
const sealed = () => sealHedge(hedgeKeyFromSeed(filled(2)), place, hedge, filled(3, 64));

beforeAll(() => sodiumReady);

test('a hedge opens for its device, at its place, and nowhere else', () => {
  expect(sealed()).toHaveLength(SEALED_HEDGE_BYTES);
  expect(openHedge(filled(2), place, sealed())).toEqual({ ok: true, value: hedge });
  const notAuthentic = { ok: false, error: 'NotAuthentic' };
  expect(openHedge(filled(5), place, sealed())).toEqual(notAuthentic);
  for (const other of [
    { ...place, circleId: filled(9) },
    { ...place, epoch: 8 },
    { ...place, leaf: 2 },
  ]) {
    expect(openHedge(filled(2), other, sealed())).toEqual(notAuthentic);
  }
});

test('one byte changed, or another length, is refused', () => {
  const whole = sealed();
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const changed = whole.map((byte, index) => (index === at ? byte ^ change : byte));
      expect(openHedge(filled(2), place, changed).ok).toBe(false);
    }),
    { seed: 60, numRuns: 60 },
  );
  for (const bytes of [whole.subarray(1), new Uint8Array(0), filled(0, SEALED_HEDGE_BYTES)]) {
    expect(openHedge(filled(2), place, bytes).ok).toBe(false);
  }
});

test('a key to which nothing can be sealed is known as such', () => {
  expect(isHedgeKey(hedgeKeyFromSeed(filled(2)))).toBe(true);
  for (const key of [filled(255, 1216), filled(2, 1215), new Uint8Array(0)]) {
    expect(isHedgeKey(key)).toBe(false);
  }
});
