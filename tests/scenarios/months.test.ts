import { beforeAll, expect, test } from 'vitest';
import { sodiumReady } from '../../crypto/index.ts';
import { modelGroup } from '../../crypto/modelGroup.ts';
import { liveMonths } from '../support/months.ts';

beforeAll(() => sodiumReady);

test('months', async () => {
  for (let seed = 1; seed <= 3; seed += 1) {
    const started = Date.now();
    const report = await liveMonths(seed, { groups: modelGroup, people: 12, days: 90, perDay: 4 });
    console.log(seed, Date.now() - started, report);
  }
}, 600_000);
