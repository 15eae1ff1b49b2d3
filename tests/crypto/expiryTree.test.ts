import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  deriveBucketKey,
  frontierOf,
  HORIZON_HOURS,
  puncture,
  TREE_DEPTH,
} from '../../crypto/expiryTree.ts';
import { sodiumReady } from '../../crypto/sodium.ts';

const root = () => new Uint8Array(32).fill(7);
const start = fc.integer({ min: 0, max: 2 ** TREE_DEPTH - HORIZON_HOURS });
const step = fc.integer({ min: 1, max: HORIZON_HOURS - 1 });

beforeAll(() => sodiumReady);

describe('the expiry tree', () => {
  test('a frontier never covers the past, however often it ticks', () => {
    fc.assert(
      fc.property(start, fc.array(step, { maxLength: 5 }), (from, ticks) => {
        let frontier = frontierOf(root(), from, from + HORIZON_HOURS);
        let now = from;
        for (const tick of ticks) {
          now += tick;
          frontier = puncture(frontier, now);
          expect(deriveBucketKey(frontier, now - 1)).toBeNull();
          const leftmost = Math.min(
            ...frontier.map((node) => node.index * 2 ** (TREE_DEPTH - node.depth)),
          );
          if (frontier.length > 0) expect(leftmost).toBeGreaterThanOrEqual(now);
        }
      }),
      { seed: 3, numRuns: 60 },
    );
  });

  test('every hour still ahead keeps its key', () => {
    fc.assert(
      fc.property(start, step, step, (from, tick, ahead) => {
        const whole = frontierOf(root(), from, from + HORIZON_HOURS);
        const bucket = from + Math.max(tick, ahead);
        const before = deriveBucketKey(whole, bucket);
        expect(deriveBucketKey(puncture(whole, from + Math.min(tick, ahead)), bucket)).toEqual(
          before,
        );
        expect(before).not.toBeNull();
      }),
      { seed: 4, numRuns: 60 },
    );
  });

  test('a device keeps at most 17 nodes on a 400-day horizon', () => {
    fc.assert(
      fc.property(start, (from) => {
        expect(frontierOf(root(), from, from + HORIZON_HOURS).length).toBeLessThanOrEqual(17);
      }),
      { seed: 5, numRuns: 1000 },
    );
  });

  test('a punctured node is zeroed in memory', () => {
    const frontier = frontierOf(root(), 0, 4096);
    const keys = frontier.map((node) => node.key);
    puncture(frontier, 4095);
    expect(keys.every((key) => key.every((byte) => byte === 0))).toBe(true);
  });

  test('hours outside the tree are a misuse', () => {
    expect(() => frontierOf(root(), -1, 5)).toThrow(RangeError);
    expect(() => frontierOf(root(), 0, 2 ** TREE_DEPTH + 1)).toThrow(RangeError);
  });
});
