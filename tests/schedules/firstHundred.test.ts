import { beforeAll, test } from 'vitest';
import { sodiumReady } from '../../crypto/index.ts';
import { allHold } from '../support/schedules/allHold.ts';

beforeAll(() => sodiumReady);

// Ten thousand are `npm run soak -- schedules 1 10000`, one of them `npm run soak -- schedules <seed>`.

test.each(Array.from({ length: 10 }, (_, at) => at * 10 + 1))(
  'a month of five or six people, seed %i and the nine after: everybody agrees, nothing is lost or left',
  (seed) => allHold(seed, 10),
  120_000,
);
