import { beforeAll, expect, test } from 'vitest';
import {
  encodeCommitBinding,
  governanceHash,
  hedgesHash,
  mlsGroup,
  NO_HEDGE,
  sodiumReady,
} from '../../crypto/index.ts';
import { hourOf } from '../../client/vault/hours.ts';
import { sealCommit } from '../../client/vault/sealCommit.ts';
import { turnHostile } from '../support/hostileMember.ts';
import { openDisk } from '../support/openedDisk.ts';
import { seat } from '../support/person.ts';
import { comeBack, discuss, HOUR_MS, setTable, texts } from '../support/world.ts';

beforeAll(() => sodiumReady);

test('Eve renews her keys again and again: one a day counts, and nobody keeps more epochs for it', async () => {
  const table = await setTable(196);
  const { alice, bob, simulation, join } = table;
  const person = await join('Eve');
  await seat(alice, person);
  const eve = await turnHostile(person, table);
  let { circle } = eve;
  const renew = async () => {
    const nowMs = simulation.timers.nowMs();
    const governance = governanceHash(circle.governance);
    const hedges: [] = [];
    const pskId = encodeCommitBinding({
      kind: 'update',
      governance,
      hedgesHash: hedgesHash(hedges),
    });
    const commit = {
      change: { kind: 'update' },
      pskId,
      psk: NO_HEDGE,
      hedges,
      keyPackage: null,
      nack: null,
      endsEra: false,
    } as const;
    const context = { random: simulation.random, nowMs };
    const sealed = await sealCommit(circle, [], commit, mlsGroup, hourOf(nowMs), context);
    if (sealed === null) throw new Error('the group refuses');
    circle = { ...circle, group: sealed.circle.group };
    expect(await eve.append(...sealed.sealed.records)).toBe('appended');
  };
  const epochsOf = async () => {
    await alice.quit();
    const opened = await openDisk(alice, table);
    await comeBack(alice);
    return opened.circle.epochs.length;
  };
  const before = await epochsOf();
  for (let time = 0; time < 5; time += 1) await renew();
  expect(await epochsOf()).toBe(before);
  await simulation.advance(25 * HOUR_MS);
  for (const one of [alice, bob]) await one.tick();
  await renew();
  await renew();
  expect(await epochsOf()).toBe(before + 1);
  await discuss([alice, bob], 'We go on.');
  for (const one of [alice, bob]) {
    expect(texts(one)).toEqual(['We go on.']);
    expect(one.circle()).toMatchObject({ trouble: null, sync: { waiting: 0 } });
  }
});
