import { beforeAll, expect, test } from 'vitest';
import { NO_EXPIRY, sodiumReady } from '../../crypto/index.ts';
import { nameOneself } from '../../client/vault/attributionKey.ts';
import { hourOf } from '../../client/vault/hours.ts';
import { openDisk } from '../support/openedDisk.ts';
import { setTable } from '../support/world.ts';

beforeAll(() => sodiumReady);

test('where things may be kept, an announcement stands for ever only for the sake of what is', async () => {
  const table = await setTable(318, { longestFade: null, defaultFade: 24 });
  const { alice, simulation } = table;
  await alice.quit();
  const { circle } = await openDisk(alice, table);
  const nowMs = simulation.timers.nowMs();
  const context = { random: simulation.random, nowMs };
  const inHours = (hours: number) => hourOf(nowMs) + hours;

  const usual = nameOneself(circle, inHours(2), context);
  // As long as most of what is said there, so that one serves for the day.
  expect(usual.announcement?.bucket).toBe(inHours(24 + 2));
  const known = { ...usual.circle, attributionKey: { ...usual.key, isAnnounced: true } };
  expect(nameOneself(known, inHours(24), context).announcement).toBe(null);
  const longer = nameOneself(known, inHours(90 * 24), context);
  expect(longer.announcement?.bucket).toBe(inHours(90 * 24));
  const kept = nameOneself(longer.circle, NO_EXPIRY, context);
  expect(kept.announcement?.bucket).toBe(NO_EXPIRY);
});
