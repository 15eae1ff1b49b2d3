import { beforeAll, expect, test } from 'vitest';
import { mlsGroup, sodiumReady } from '../../crypto/index.ts';
import { modelGroup } from '../../crypto/modelGroup.ts';
import { liveMonths } from '../support/months.ts';

beforeAll(() => sodiumReady);

// Longer ones, each from a seed of its own, are in `npm run soak`.

test.each([1, 2, 3])(
  'ten days of six people, seed %i: everybody agrees, nothing is lost or left',
  async (seed) => {
    const options = { groups: modelGroup, people: 6, days: 10, perDay: 5 };
    const { faults, letters } = await liveMonths(seed, options);
    expect(faults).toEqual([]);
    expect(letters).toBeGreaterThan(5);
  },
  120_000,
);

test('the same over MLS: everybody agrees, nothing is lost or left', async () => {
  const options = { groups: mlsGroup, people: 5, days: 9, perDay: 5 };
  const { faults, letters } = await liveMonths(4, options);
  expect(faults).toEqual([]);
  expect(letters).toBeGreaterThan(5);
}, 120_000);
