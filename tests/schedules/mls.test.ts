import { beforeAll, expect, test } from 'vitest';
import { mlsGroup, sodiumReady } from '../../crypto/index.ts';
import { runSchedule } from '../support/schedules/schedule.ts';

beforeAll(() => sodiumReady);

test.each(Array.from({ length: 20 }, (_, at) => at + 1))(
  'weeks of up to eight people over MLS, seed %i: everybody agrees, every Welcome joins, and who was removed opens nothing that came after',
  async (seed) => {
    const people = 4 + (seed % 5);
    const { faults, epochs } = await runSchedule(seed, {
      groups: mlsGroup,
      people,
      steps: 40,
      days: 20,
    });
    expect(faults).toEqual([]);
    expect(epochs).toBeGreaterThan(people - 3);
  },
  120_000,
);
