import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import {
  attributionQuarters,
  closestFade,
  contributionFadeChoices,
  discussionFadeChoices,
  HOUR_MS,
  inkStage,
  lengthOf,
  spanUntil,
} from '../../../client/ui/fading.ts';

const NOW_MS = Date.UTC(2026, 2, 14, 8, 12);
const DAY_MS = 24 * HOUR_MS;

describe('choices of fading', () => {
  test('a charter of 90 days offers nothing beyond 90 days, and no keeping', () => {
    expect(discussionFadeChoices(2160)).toEqual([1, 24, 168, 720, 2160]);
  });

  test('only a charter that keeps offers keeping', () => {
    expect(discussionFadeChoices(null).at(-1)).toBeNull();
  });

  test('a charter with a length of its own offers that length last', () => {
    expect(discussionFadeChoices(100)).toEqual([1, 24, 100]);
  });

  test('a contribution is never offered the charter’s excess nor the discussion’s own end', () => {
    fc.assert(
      fc.property(
        fc.option(fc.integer({ min: 1, max: 8784 })),
        fc.option(fc.integer({ min: -DAY_MS, max: 400 * DAY_MS })),
        (longest, leftMs) => {
          const fadesAtMs = leftMs === null ? null : NOW_MS + leftMs;
          for (const hours of contributionFadeChoices(longest, fadesAtMs, NOW_MS)) {
            expect(hours).toBeLessThanOrEqual(longest ?? Infinity);
            expect(hours * HOUR_MS).toBeLessThan(leftMs ?? Infinity);
          }
        },
      ),
    );
  });

  test('a usual life that a discussion has no room for becomes the discussion’s own', () => {
    const choices = contributionFadeChoices(8760, NOW_MS + 10 * DAY_MS, NOW_MS);
    expect(choices).toEqual([1, 24, 168]);
    expect(closestFade(choices, 720)).toBeNull();
    expect(closestFade(choices, 168)).toBe(168);
  });
});

describe('ink', () => {
  const stageAt = (share: number) =>
    inkStage(NOW_MS - (1 - share) * 80 * HOUR_MS, NOW_MS + share * 80 * HOUR_MS, NOW_MS);

  test('goes from full to soft at half a life, and to its last form at an eighth', () => {
    expect([1, 0.51, 0.5, 0.13, 0.12, 0].map(stageAt)).toEqual([
      'full',
      'full',
      'soft',
      'soft',
      'last',
      'last',
    ]);
  });

  test('of what is kept stays full', () => {
    expect(inkStage(0, null, NOW_MS)).toBe('full');
  });

  test('never grows back as time passes', () => {
    const order = ['full', 'soft', 'last'];
    fc.assert(
      fc.property(fc.nat(1000), fc.nat(1000), (first, second) => {
        const [sooner, later] = first < second ? [first, second] : [second, first];
        const at = (time: number) => order.indexOf(inkStage(0, 1000, time));
        expect(at(later)).toBeGreaterThanOrEqual(at(sooner));
      }),
    );
  });

  test('the ring beside a name loses a quarter-arc with each quarter of its life', () => {
    const quarters = [0, 24, 25, 50, 75, 99, 100].map((time) => attributionQuarters(0, 100, time));
    expect(quarters).toEqual([4, 4, 3, 2, 1, 1, 0]);
  });
});

describe('the remaining time', () => {
  test.each([
    [30_000, { unit: 'minute', count: 1 }],
    [90 * 60_000, { unit: 'minute', count: 90 }],
    [2 * HOUR_MS, { unit: 'hour', count: 2 }],
    [47 * HOUR_MS, { unit: 'hour', count: 47 }],
    [2 * DAY_MS, { unit: 'day', count: 2 }],
    [59.9 * DAY_MS, { unit: 'day', count: 59 }],
    [100 * DAY_MS, { unit: 'month', count: 3 }],
  ])('%d ms is said in one unit', (leftMs, span) => {
    expect(spanUntil(NOW_MS + leftMs, NOW_MS)).toEqual(span);
  });

  test('charters speak of hours, days and years', () => {
    expect([1, 24, 168, 720, 8760, 100].map(lengthOf)).toEqual([
      { unit: 'hour', count: 1 },
      { unit: 'hour', count: 24 },
      { unit: 'day', count: 7 },
      { unit: 'day', count: 30 },
      { unit: 'year', count: 1 },
      { unit: 'hour', count: 100 },
    ]);
  });
});
