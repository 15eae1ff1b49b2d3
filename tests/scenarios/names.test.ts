import { beforeAll, describe, expect, test } from 'vitest';
import { sodiumReady } from '../../crypto/index.ts';
import type { Person } from '../support/person.ts';
import {
  comeBack,
  DAY_MS,
  discuss,
  HOUR_MS,
  letterSaying,
  MINUTE_MS,
  passDays,
  say,
  setTable,
  show,
  texts,
  type Table,
} from '../support/world.ts';

beforeAll(() => sodiumReady);

// Names that fade a day after what they stand beside was said, which lives for a month.

const QUESTION = 'Who leaves first?';
const NAMES_FADE_HOURS = 24;

function expectName(readers: readonly Person[], text: string, name: string | null): void {
  for (const reader of readers) {
    const { author, quote } = letterSaying(reader, text);
    expect([reader.name, author?.name ?? null]).toEqual([reader.name, name]);
    if (quote !== null) expect(quote.author).toBe(null);
  }
}

async function passHours(table: Table, hours: number): Promise<void> {
  await table.simulation.advance(hours * HOUR_MS);
  // Whose clock has gone on so far asks the relay first.
  for (let times = 0; times < 2; times += 1) {
    for (const person of [table.alice, table.bob]) await person.tick();
  }
}

describe('a name', () => {
  let table: Table;
  let everybody: readonly Person[];
  let discussionId: string;

  beforeAll(async () => {
    table = await setTable(310, { attributionFade: NAMES_FADE_HOURS });
    everybody = [table.alice, table.bob];
    discussionId = await discuss([table.alice, table.bob], QUESTION);
    await say(table.bob, 'I do, in spring.');
  });

  test('stands beside what was said for as long as the charter has it, and says until when', () => {
    expectName(everybody, 'I do, in spring.', 'Bob');
    const { attributionFadesAtMs, fadesAtMs } = letterSaying(table.alice, 'I do, in spring.');
    // At 9.20 it was said: at ten it is the end of the hour of the next morning.
    expect(new Date(attributionFadesAtMs ?? 0).toISOString()).toBe('2026-11-26T10:00:00.000Z');
    expect(fadesAtMs).toBeGreaterThan(attributionFadesAtMs ?? Infinity);
  });

  test('is gone after its hour, for its author’s own device as for everybody, and the text stays', async () => {
    await passHours(table, NAMES_FADE_HOURS);
    expectName(everybody, 'I do, in spring.', 'Bob');
    await passHours(table, 1);
    expectName(everybody, 'I do, in spring.', null);
    expectName(everybody, QUESTION, null);
    for (const reader of everybody) {
      const { isOwn, mayEdit, attributionFadesAtMs } = letterSaying(reader, 'I do, in spring.');
      expect([isOwn, mayEdit, attributionFadesAtMs]).toEqual([false, false, null]);
      expect(reader.circle().discussions).toMatchObject([{ hasUnread: false }]);
    }
  });

  test('does not come back with the app, nor makes what its author said unread', async () => {
    for (const reader of everybody) {
      await reader.quit();
      await comeBack(reader);
      await show(reader, discussionId);
      expect(reader.circle().discussions).toMatchObject([{ hasUnread: false }]);
    }
    expectName(everybody, 'I do, in spring.', null);
  });

  test('of what is said anew stands again, with a key of its own', async () => {
    await say(table.bob, 'Or in autumn.');
    expectName(everybody, 'Or in autumn.', 'Bob');
    expectName(everybody, 'I do, in spring.', null);
  });

  test('of who is quoted, or has said one word, goes with its own hour', async () => {
    const quoted = letterSaying(table.alice, 'Or in autumn.');
    const quote = { entryId: quoted.id, text: 'autumn' };
    await table.alice.ask({
      kind: 'react',
      circleId: table.circleId,
      entryId: quoted.id,
      reaction: 'heard',
    });
    await passHours(table, 6);
    await say(table.alice, 'Why autumn?', { quote });
    expect(letterSaying(table.bob, 'Why autumn?').quote?.author).toBe('Bob');
    expect(letterSaying(table.bob, 'Or in autumn.').reactions).toMatchObject([
      { names: ['Alice'] },
    ]);
    await passHours(table, 19);
    expectName(everybody, 'Or in autumn.', null);
    expectName(everybody, 'Why autumn?', 'Alice');
    for (const reader of everybody) {
      expect(letterSaying(reader, 'Why autumn?').quote).toMatchObject({ text: 'autumn' });
      expect(letterSaying(reader, 'Or in autumn.').reactions).toMatchObject([
        { isOwn: false, names: [], hasUnnamed: true },
      ]);
    }
  });

  test('is said by no edit and no withdrawal, whose hour would be later', async () => {
    const sealed = await say(table.bob, 'In June.');
    expect(sealed).not.toBe('');
    await passHours(table, 20);
    const { id } = letterSaying(table.bob, 'In June.');
    const edit = { kind: 'edit', circleId: table.circleId, entryId: id } as const;
    await table.bob.ask({ ...edit, text: 'In July.' });
    expectName(everybody, 'In July.', 'Bob');
    await passHours(table, 5);
    expectName(everybody, 'In July.', null);
    expect(await table.bob.attempt({ ...edit, text: 'In May.' })).toMatchObject({
      error: 'not-allowed',
    });
  });

  test('counts from the hour in which what waited has left', async () => {
    const { relay, simulation, bob, alice } = table;
    relay.cut('Bob');
    await simulation.advance(MINUTE_MS);
    await say(bob, 'From the train.');
    await simulation.advance(2 * DAY_MS);
    await bob.tick();
    expect(letterSaying(bob, 'From the train.')).toMatchObject({ author: { name: 'Bob' } });
    relay.restore('Bob');
    await simulation.advance(10 * MINUTE_MS);
    expectName([alice, bob], 'From the train.', 'Bob');
    await passHours(table, NAMES_FADE_HOURS + 1);
    expectName([alice, bob], 'From the train.', null);
  });
});

describe('a contribution without a name', () => {
  const speakUnnamed = ({ bob, circleId }: Table) =>
    bob.attempt({
      kind: 'contribute',
      circleId,
      discussionId: bob.discussion().id,
      text: 'I am afraid.',
      fadeHours: null,
      replyTo: null,
      isUnnamed: true,
    });

  test('is nobody’s where the charter lets members speak so, on its author’s device too once the hour is over', async () => {
    const table = await setTable(311, { allowsUnnamed: true });
    const everybody = [table.alice, table.bob] as const;
    await discuss(everybody, QUESTION);
    table.relay.cut('Bob');
    await table.simulation.advance(MINUTE_MS);
    expect(await speakUnnamed(table)).toMatchObject({ ok: true });
    expect(letterSaying(table.bob, 'I am afraid.')).toMatchObject({ author: null, isOwn: true });
    table.relay.restore('Bob');
    await table.simulation.advance(10 * MINUTE_MS);
    expectName(everybody, 'I am afraid.', null);
    await passHours(table, 1);
    expect(letterSaying(table.bob, 'I am afraid.')).toMatchObject({ author: null, isOwn: false });
    expect(texts(table.alice)).toEqual([QUESTION, 'I am afraid.']);
  });

  test('is refused where the charter does not, and nothing is kept of it', async () => {
    const table = await setTable(312);
    await discuss([table.alice, table.bob], QUESTION);
    expect(await speakUnnamed(table)).toMatchObject({ error: 'not-allowed' });
    expect(texts(table.bob)).toEqual([QUESTION]);
  });
});

test('of what still lives, who was away for longer than decisions last reads the names as well', async () => {
  const table = await setTable(313);
  const { alice, bob } = table;
  const discussionId = await discuss([alice, bob], QUESTION, 24 * 80);
  await bob.quit();
  await say(alice, 'While you are away.');
  await passDays(40, table, [alice]);
  await comeBack(bob);
  await table.simulation.advance(MINUTE_MS);
  await show(bob, discussionId);
  expectName([bob], 'While you are away.', 'Alice');
});
