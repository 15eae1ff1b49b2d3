import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  keepSecret,
  openCapsule,
  readCapsuleHeader,
  sealCapsule,
  type CapsuleHeader,
} from '../../crypto/capsule.ts';
import { paddedLength } from '../../crypto/padding.ts';
import { sodiumReady } from '../../crypto/sodium.ts';

const secret = () => keepSecret(new Uint8Array(32).fill(1));
const salt = new Uint8Array(24).fill(2);
const header: CapsuleHeader = {
  kind: 'contribution',
  segmentEpoch: 3,
  currentEpoch: 4,
  bucket: 7860,
};
const text = fc.uint8Array({ maxLength: 6000 });

beforeAll(() => sodiumReady);

describe('a capsule', () => {
  test('opens to what was sealed, and says its header without a key', () => {
    fc.assert(
      fc.property(text, (plaintext) => {
        const capsule = sealCapsule(secret(), header, plaintext, salt);
        expect(openCapsule(secret(), capsule)).toEqual({ ok: true, value: plaintext });
        expect(readCapsuleHeader(capsule)).toEqual({ ok: true, value: header });
        expect(capsule.length).toBe(94 + paddedLength(plaintext.length));
      }),
      { seed: 6, numRuns: 100 },
    );
  });

  test('opens for nobody once one byte is another', () => {
    const capsule = sealCapsule(secret(), header, new Uint8Array([1, 2, 3]), salt);
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: capsule.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        (at, difference) => {
          const mutated = capsule.slice();
          mutated[at] = (mutated[at] ?? 0) ^ difference;
          expect(openCapsule(secret(), mutated).ok).toBe(false);
        },
      ),
      { seed: 7, numRuns: 300 },
    );
  });

  test('does not open under another key, cut short, or from any other bytes', () => {
    const capsule = sealCapsule(secret(), header, new Uint8Array(9), salt);
    const other = keepSecret(new Uint8Array(32).fill(9));
    expect(openCapsule(other, capsule)).toEqual({ ok: false, error: 'NotAuthentic' });
    fc.assert(
      fc.property(fc.nat({ max: capsule.length - 1 }), (length) => {
        expect(openCapsule(secret(), capsule.subarray(0, length)).ok).toBe(false);
      }),
      { seed: 8 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        expect(openCapsule(secret(), bytes).ok).toBe(false);
      }),
      { seed: 9, numRuns: 500 },
    );
  });

  test('comes in size classes: four powers of two and Padmé beyond, at most 12 % longer', () => {
    expect([0, 255, 256, 4095].map((length) => paddedLength(length))).toEqual([
      256, 256, 512, 4096,
    ]);
    fc.assert(
      fc.property(fc.integer({ min: 4096, max: 250_000 }), (length) => {
        const padded = paddedLength(length);
        expect(padded).toBeGreaterThan(length);
        expect(padded / (length + 1)).toBeLessThanOrEqual(1.12);
      }),
      { seed: 10 },
    );
  });

  test('an attribution is always of one size', () => {
    const attribution: CapsuleHeader = { ...header, kind: 'attribution' };
    const short = sealCapsule(secret(), attribution, new Uint8Array(1), salt);
    const long = sealCapsule(secret(), attribution, new Uint8Array(108), salt);
    expect([short.length, long.length]).toEqual([222, 222]);
  });
});
