import { beforeAll, expect, test } from 'vitest';
import { sodiumReady } from '../../crypto/index.ts';
import { modelGroup } from '../../crypto/modelGroup.ts';
import { runSchedule } from '../support/schedules/schedule.ts';

beforeAll(() => sodiumReady);

// One in which everybody sits down, and one in which somebody is away for so long that one tap seats them again.
const SEEDS = [122, 119];

test('three months of twelve people, who join, leave, fall silent for two months, crash and race: everybody agrees, nothing is lost or left', async () => {
  const options = { groups: modelGroup, people: 12, steps: 600, days: 110 };
  const quarters = [];
  for (const seed of SEEDS) {
    const { faults, ...lived } = await runSchedule(seed, options);
    expect(faults).toEqual([]);
    expect(lived.days).toBeGreaterThanOrEqual(92);
    expect(lived.removed).toBeGreaterThan(0);
    expect(lived.crashes).toBeGreaterThan(10);
    expect(lived.letters).toBeGreaterThan(100);
    // Each device renews its keys each week.
    expect(lived.epochs).toBeGreaterThan(60);
    quarters.push(lived);
  }
  const [whole, withReturn] = quarters;
  expect((whole?.seated ?? 0) + (whole?.removed ?? 0)).toBeGreaterThanOrEqual(12);
  expect(withReturn?.longestAwayDays).toBeGreaterThan(45);
  expect(withReturn?.returns).toBeGreaterThan(0);
}, 240_000);
