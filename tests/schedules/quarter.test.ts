import { beforeAll, expect, test } from 'vitest';
import { sodiumReady } from '../../crypto/index.ts';
import { modelGroup } from '../../crypto/modelGroup.ts';
import { runSchedule } from '../support/schedules/schedule.ts';

beforeAll(() => sodiumReady);

test('three months of twelve people, who join, leave, fall silent for two months, crash and race: everybody agrees, nothing is lost or left', async () => {
  const options = { groups: modelGroup, people: 12, steps: 600, days: 110 };
  const { faults, ...lived } = await runSchedule(25, options);
  expect(faults).toEqual([]);
  expect(lived.days).toBeGreaterThanOrEqual(92);
  expect(lived.seated + lived.removed).toBeGreaterThanOrEqual(12);
  expect(lived.removed).toBeGreaterThan(0);
  expect(lived.longestAwayDays).toBeGreaterThan(45);
  // Who was away for so long sat down again by one tap.
  expect(lived.returns).toBeGreaterThan(0);
  expect(lived.crashes).toBeGreaterThan(10);
  expect(lived.letters).toBeGreaterThan(100);
  // Each device renews its keys each week.
  expect(lived.epochs).toBeGreaterThan(60);
}, 240_000);
