import { beforeAll, expect, test } from 'vitest';
import { StorageFull } from '../../client/storage/vaultStorage.ts';
import { fromHex, sodiumReady } from '../../crypto/index.ts';
import { turnHostile } from '../support/hostileMember.ts';
import { PASSPHRASE, seat } from '../support/person.ts';
import { discuss, HOUR_MS, MINUTE_MS, say, setTable, show, texts } from '../support/world.ts';
import { hourOf } from '../../client/vault/hours.ts';

/** What only time, absence or an unlucky moment brings out. */

beforeAll(() => sodiumReady);

test('weeks after the last seating, words are still sealed for a year', async () => {
  const table = await setTable(911, { longestFade: 8760 });
  const { alice, bob, simulation } = table;
  for (let day = 0; day < 36; day += 1) {
    await simulation.advance(24 * HOUR_MS);
    for (const person of [alice, bob]) await person.tick();
  }
  await simulation.advance(MINUTE_MS);
  await discuss([alice, bob], 'Words for a year.', 8760);
  expect(texts(bob)).toEqual(['Words for a year.']);
  for (const person of [alice, bob]) {
    expect(person.circle()).toMatchObject({ trouble: null, sync: { waiting: 0 } });
  }
});

test('who was away while a part filled and faded reads the next part all the same', async () => {
  const table = await setTable(912);
  const { alice, bob, simulation, relay, join } = table;
  const dora = await join('Dora');
  await seat(alice, dora);
  const discussionId = fromHex(await discuss([bob, alice], 'Letter 0.'));
  const talkative = await turnHostile(dora, table);
  relay.cut('Bob');
  const writtenHour = hourOf(simulation.timers.nowMs());
  const rest = {
    writtenHour,
    fadesAtMs: null,
    editKey: new Uint8Array(32),
    replyTo: null,
    quote: null,
  };
  const header = { bucket: writtenHour + 1 };
  const records = Array.from({ length: 198 }, (_, at) =>
    talkative.content(
      discussionId,
      { kind: 'contribution', text: `Letter ${at}.`, ...rest },
      { header },
    ),
  );
  for (let at = 0; at < records.length; at += 50) {
    expect(await talkative.append(...records.slice(at, at + 50))).toBe('appended');
  }
  await simulation.advance(3 * HOUR_MS);
  relay.expire();
  await alice.tick();
  relay.restore('Bob');
  await simulation.advance(MINUTE_MS);
  await say(alice, 'From Alice, in part 1.');
  await say(bob, 'From Bob.');
  for (const person of [alice, bob]) {
    expect(texts(person)).toEqual(['Letter 0.', 'From Alice, in part 1.', 'From Bob.']);
    expect(person.circle().trouble).toBeNull();
  }
});

test('words that left, though their author never heard so, are not offered to be sent again', async () => {
  const table = await setTable(913);
  const { alice, bob, simulation, relay, circleId } = table;
  await discuss([alice, bob], 'Before.');
  relay.tamper((frame, name) =>
    name === 'Alice' && (frame.type === 'appended' || frame.type === 'records') ? null : frame,
  );
  const entryId = await say(alice, 'Fades within the hour.', { fadeHours: 1 });
  expect(texts(bob)).toContain('Fades within the hour.');
  relay.cut('Alice');
  relay.tamper((frame) => frame);
  await simulation.advance(71 * MINUTE_MS);
  await alice.tick();
  expect(alice.discussion().contributions.map(({ state }) => state)).toEqual(['sent']);
  const again = { kind: 'settle-overdue', circleId, entryId, send: true } as const;
  expect(await alice.attempt(again)).toEqual({ ok: false, error: 'gone' });
  relay.restore('Alice');
  await simulation.advance(MINUTE_MS);
  for (const person of [alice, bob]) expect(texts(person)).toEqual(['Before.']);
});

test('letters that a full disk could not keep come as soon as there is room', async () => {
  const table = await setTable(917);
  const { alice, bob, simulation } = table;
  await discuss([alice, bob], 'Before.');
  bob.disk.failNext = () => {
    throw new StorageFull();
  };
  await say(alice, 'Without room.');
  await say(alice, 'Nor later.');
  await simulation.advance(5 * MINUTE_MS);
  expect(texts(bob)).toEqual(['Before.']);
  expect(bob.circle().trouble).toBe('storage-full');
  bob.disk.failNext = undefined;
  await simulation.advance(MINUTE_MS);
  await say(bob, 'After.');
  for (const person of [alice, bob]) {
    expect(texts(person)).toEqual(['Before.', 'Without room.', 'Nor later.', 'After.']);
    expect(person.circle().trouble).toBeNull();
  }
});

test('a full disk is not asked again and again to keep a mark', async () => {
  const table = await setTable(915);
  const { alice, bob, simulation } = table;
  const discussionId = await discuss([alice, bob], 'Before.');
  await bob.ask({ kind: 'show', shown: null });
  await say(alice, 'News.');
  let writes = 0;
  bob.disk.failNext = () => {
    writes += 1;
    throw new StorageFull();
  };
  await show(bob, discussionId);
  await simulation.advance(1000);
  expect(writes).toBeLessThan(5);
  bob.disk.failNext = undefined;
});

test('a wrong and a right passphrase at once: the vault opens', async () => {
  const { bob, simulation } = await setTable(916);
  await bob.ask({ kind: 'lock' });
  const wrong = bob.begin({ kind: 'unlock', passphrase: 'not the passphrase at all' });
  const right = bob.begin({ kind: 'unlock', passphrase: PASSPHRASE });
  await simulation.advance(2000);
  expect(await wrong).toEqual({ ok: false, error: 'wrong-passphrase' });
  expect(await right).toEqual({ ok: true, value: null });
  expect(bob.snapshot().vault.kind).toBe('open');
});
