import { beforeAll, describe, expect, test } from 'vitest';
import { sodiumReady } from '../../crypto/index.ts';
import type { ReactionKind } from '../../client/model/snapshot.ts';
import { seat, type Person } from '../support/person.ts';
import {
  discuss,
  HOUR_MS,
  letterSaying,
  MINUTE_MS,
  say,
  setTable,
  type Table,
} from '../support/world.ts';

beforeAll(() => sodiumReady);

const QUESTION = 'Who leaves first?';

describe('one word about a letter', () => {
  let table: Table;
  let claire: Person;
  const everybody = () => [table.alice, table.bob, claire];

  beforeAll(async () => {
    table = await setTable(210);
    claire = await table.join('Claire');
    await seat(table.alice, claire);
    await discuss([table.alice, table.bob, claire], QUESTION);
  });

  function asked(kind: 'react' | 'unreact', person: Person, reaction: ReactionKind) {
    const { id } = letterSaying(person, QUESTION);
    return { kind, circleId: table.circleId, entryId: id, reaction } as const;
  }
  const react = (person: Person, reaction: ReactionKind) =>
    person.ask(asked('react', person, reaction));
  const unreact = (person: Person, reaction: ReactionKind) =>
    person.ask(asked('unreact', person, reaction));
  const seen = (person: Person, text = QUESTION) => letterSaying(person, text).reactions;

  test('is shown with the names of those who said it, to each as her own or another’s', async () => {
    await react(table.bob, 'sit-with-it');
    await react(table.bob, 'heard');
    await react(claire, 'heard');
    expect(seen(table.alice)).toEqual([
      { kind: 'heard', isOwn: false, names: ['Bob', 'Claire'], hasUnnamed: false },
      { kind: 'sit-with-it', isOwn: false, names: ['Bob'], hasUnnamed: false },
    ]);
    expect(seen(claire)[0]).toEqual({
      kind: 'heard',
      isOwn: true,
      names: ['Bob'],
      hasUnnamed: false,
    });
  });

  test('makes nothing unread and is no contribution', async () => {
    expect(table.alice.circle().discussions).toMatchObject([
      { contributions: 1, hasUnread: false },
    ]);
  });

  test('said again changes nothing, and what is said again sends nothing', async () => {
    const before = table.relay.everyByte().length;
    await react(table.bob, 'heard');
    expect(table.relay.everyByte()).toHaveLength(before);
    expect(seen(table.alice)[0]?.names).toEqual(['Bob', 'Claire']);
  });

  test('may be taken back, by its author alone, and said anew', async () => {
    await unreact(table.alice, 'heard');
    expect(seen(table.bob)[0]?.names).toEqual(['Claire']);
    await unreact(table.bob, 'heard');
    for (const person of everybody()) {
      expect(seen(person).map(({ kind }) => kind)).toEqual(['heard', 'sit-with-it']);
    }
    expect(seen(table.alice)[0]?.names).toEqual(['Claire']);
    await react(table.bob, 'heard');
    expect(seen(table.alice)[0]?.names).toEqual(['Claire', 'Bob']);
  });

  test('said and taken back without a connection is never told to anybody', async () => {
    const { relay, simulation, bob } = table;
    relay.cut('Bob');
    await simulation.advance(MINUTE_MS);
    await react(bob, 'thanks');
    expect(seen(bob).map(({ kind }) => kind)).toEqual(['heard', 'thanks', 'sit-with-it']);
    expect(bob.circle().sync.waiting).toBe(1);
    await unreact(bob, 'thanks');
    expect(bob.circle().sync.waiting).toBe(0);
    await react(bob, 'question');
    await unreact(bob, 'sit-with-it');
    relay.restore('Bob');
    await simulation.advance(MINUTE_MS);
    for (const person of everybody()) {
      expect(seen(person).map(({ kind }) => kind)).toEqual(['heard', 'question']);
    }
  });

  test('taken back while it is on its way, it comes and goes', async () => {
    const { relay, simulation, bob } = table;
    relay.hold('Bob');
    await react(bob, 'thanks');
    await unreact(bob, 'thanks');
    expect(seen(bob).map(({ kind }) => kind)).toEqual(['heard', 'question']);
    relay.letGo('Bob');
    await simulation.advance(MINUTE_MS);
    expect(bob.circle().sync.waiting).toBe(0);
    for (const person of everybody()) {
      expect(seen(person).map(({ kind }) => kind)).toEqual(['heard', 'question']);
    }
  });

  test('fades with the letter, and goes where the letter is withdrawn', async () => {
    const { alice, bob, simulation, circleId } = table;
    await say(alice, 'For an hour.', { fadeHours: 1 });
    await say(alice, 'Not for long.');
    for (const text of ['For an hour.', 'Not for long.']) {
      const { id } = letterSaying(bob, text);
      await bob.ask({ kind: 'react', circleId, entryId: id, reaction: 'heard' });
      expect(seen(alice, text)).toHaveLength(1);
    }
    const { id } = letterSaying(alice, 'Not for long.');
    await alice.ask({ kind: 'withdraw', circleId, entryId: id });
    const withdrawn = bob.discussion().contributions.find(({ state }) => state === 'withdrawn');
    expect(withdrawn?.reactions).toEqual([]);
    const again = { kind: 'react', circleId, entryId: id, reaction: 'thanks' } as const;
    expect(await bob.attempt(again)).toEqual({ ok: false, error: 'gone' });
    const rows = everybody().map((person) => person.disk.rows.entries.size);
    const endMs = simulation.timers.nowMs() + 2 * HOUR_MS + 11 * MINUTE_MS;
    while (simulation.timers.nowMs() < endMs) {
      await simulation.advance(40 * MINUTE_MS);
      for (const person of everybody()) await person.tick();
    }
    // The letter, and what was said about it.
    expect(everybody().map((person) => person.disk.rows.entries.size)).toEqual(
      rows.map((count) => count - 2),
    );
  });
});
