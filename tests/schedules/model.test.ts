import { beforeAll, expect, test } from 'vitest';
import { sodiumReady } from '../../crypto/index.ts';
import { modelGroup } from '../../crypto/modelGroup.ts';
import { runSchedule } from '../support/schedules/schedule.ts';

beforeAll(() => sodiumReady);

// Ten thousand more are in `npm run soak`.

const options = { groups: modelGroup, people: 6, steps: 80, days: 30 };

test.each(Array.from({ length: 20 }, (_, at) => at * 10 + 1))(
  'a month of six people, seeds %i and the nine after: everybody agrees, nothing is lost or left',
  async (first) => {
    for (let seed = first; seed < first + 10; seed += 1) {
      const { faults } = await runSchedule(seed, options);
      expect({ seed, faults }).toEqual({ seed, faults: [] });
    }
  },
  120_000,
);
