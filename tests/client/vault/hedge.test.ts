import { beforeAll, expect, test } from 'vitest';
import { HEDGE_BYTES, mlsGroup, NO_HEDGE, sodiumReady } from '../../../crypto/index.ts';
import { hedge } from '../../../client/vault/hedge.ts';
import { openGroup } from '../../../client/vault/takeEpoch.ts';
import { openDisk } from '../../support/openedDisk.ts';
import { setTable } from '../../support/world.ts';

beforeAll(() => sodiumReady);

test('is drawn anew for each commit, and is nothing that who holds the circle could know', async () => {
  const table = await setTable(340);
  await table.alice.quit();
  const { circle } = await openDisk(table.alice, table);
  const { random, timers } = table.simulation;
  const staying = mlsGroup.seats(openGroup(circle, mlsGroup));
  const drawn = Array.from({ length: 4 }, () =>
    hedge(circle, circle.governance, { kind: 'update' }, staying, {
      random,
      nowMs: timers.nowMs(),
    }),
  );
  for (const { psk, hedges } of drawn) {
    expect(psk).toHaveLength(HEDGE_BYTES);
    expect(psk).not.toEqual(NO_HEDGE);
    expect(hedges).toHaveLength(1);
  }
  expect(new Set(drawn.map(({ psk }) => psk.join())).size).toBe(drawn.length);
});
