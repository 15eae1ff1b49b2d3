import { beforeAll, expect, test } from 'vitest';
import { fromHex, sodiumReady } from '../../crypto/index.ts';
import { turnHostile } from '../support/hostileMember.ts';
import { seat } from '../support/person.ts';
import { discuss, letterSaying, say, setTable, texts } from '../support/world.ts';
import { hourOf } from '../../client/vault/hours.ts';

beforeAll(() => sodiumReady);

test('after two hundred entries a discussion goes on in a second part, which does not trouble a newcomer', async () => {
  const table = await setTable(140);
  const { alice, bob, circleId, simulation, join } = table;
  const dora = await join('Dora');
  await seat(alice, dora);
  const discussionId = await discuss([bob, alice], 'Letter 0.');
  // Dora has much to say, and software that says it in one breath.
  const talkative = await turnHostile(dora, table);
  const letters = Array.from({ length: 198 }, (_, at) => `Letter ${at + 1}.`);
  const writtenHour = hourOf(simulation.timers.nowMs());
  const rest = {
    writtenHour,
    fadesAtMs: null,
    editKey: new Uint8Array(32),
    replyTo: null,
    quote: null,
  };
  const records = letters.map((text) =>
    talkative.content(fromHex(discussionId), { kind: 'contribution', text, ...rest }),
  );
  for (let at = 0; at < records.length; at += 50) {
    expect(await talkative.append(...records.slice(at, at + 50))).toBe('appended');
  }
  await say(bob, 'Letter 199.');
  const all = ['Letter 0.', ...letters, 'Letter 199.'];
  for (const person of [alice, bob]) {
    expect(texts(person)).toEqual(all);
    await person.tick();
    expect(person.disk.rows.documents.size).toBe(2);
  }
  const claire = await join('Claire');
  await seat(alice, claire);
  const entryId = letterSaying(bob, 'Letter 199.').id;
  await bob.ask({ kind: 'edit', circleId, entryId, text: 'The last one.' });
  for (const person of [alice, bob]) expect(texts(person).at(-1)).toBe('The last one.');
  expect(claire.circle()).toMatchObject({ discussions: [], trouble: null });
  await say(bob, 'For Claire too.');
  expect(claire.circle().discussions).toMatchObject([{ contributions: 1 }]);
  for (const person of [alice, bob, claire]) expect(person.circle().trouble).toBeNull();
});
