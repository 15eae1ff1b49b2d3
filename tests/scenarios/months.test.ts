import { beforeAll, expect, test } from 'vitest';
import { mlsGroup, sodiumReady } from '../../crypto/index.ts';
import { modelGroup } from '../../crypto/modelGroup.ts';
import { liveMonths } from '../support/months.ts';

beforeAll(() => sodiumReady);

// The same rules hold for hundreds of lighter schedules in `tests/schedules`; longer ones of these are in `npm run soak`.

test('ten days of six people with whole devices: everybody agrees, nothing is lost or left', async () => {
  const options = { groups: modelGroup, people: 6, days: 10, perDay: 5 };
  const { faults, letters } = await liveMonths(1, options);
  expect(faults).toEqual([]);
  expect(letters).toBeGreaterThan(5);
}, 120_000);

test('the same over MLS: everybody agrees, nothing is lost or left', async () => {
  const options = { groups: mlsGroup, people: 5, days: 9, perDay: 5 };
  const { faults, letters } = await liveMonths(4, options);
  expect(faults).toEqual([]);
  expect(letters).toBeGreaterThan(5);
}, 120_000);
