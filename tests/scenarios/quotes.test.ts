import { beforeAll, describe, expect, test } from 'vitest';
import { sodiumReady } from '../../crypto/index.ts';
import { seat } from '../support/person.ts';
import {
  discuss,
  HOUR_MS,
  letterSaying,
  MINUTE_MS,
  say,
  setTable,
  show,
  texts,
  type Table,
} from '../support/world.ts';

beforeAll(() => sodiumReady);

const ADVICE = 'Ask him to tell the story. Bring no paper.';

describe('a letter that quotes another', () => {
  let table: Table;
  let discussionId: string;
  const both = () => [table.alice, table.bob];

  beforeAll(async () => {
    table = await setTable(220);
    discussionId = await discuss([table.alice, table.bob], 'How did you begin?', 24 * 3);
  });

  async function pass(ms: number): Promise<void> {
    const endMs = table.simulation.timers.nowMs() + ms;
    while (table.simulation.timers.nowMs() < endMs) {
      await table.simulation.advance(40 * MINUTE_MS);
      for (const person of both()) await person.tick();
    }
  }

  test('shows the words and who wrote them, and fades no later than they do', async () => {
    const { alice, bob } = table;
    await say(alice, ADVICE, { fadeHours: 3 });
    const quoted = letterSaying(bob, ADVICE);
    const quote = { entryId: quoted.id, text: 'Bring no paper.' };
    await say(bob, 'Not even a pencil?', { quote });
    for (const person of both()) {
      const letter = letterSaying(person, 'Not even a pencil?');
      expect(letter.quote).toEqual({ id: quoted.id, text: 'Bring no paper.', author: 'Alice' });
      expect(letter.fadesAtMs).toBe(quoted.fadesAtMs);
    }
    await say(bob, 'An hour at most.', { quote, fadeHours: 1 });
    const shorter = letterSaying(alice, 'An hour at most.').fadesAtMs ?? Infinity;
    expect(shorter).toBeLessThan(quoted.fadesAtMs ?? 0);
  });

  test('still shows what has been edited since, and nothing of what was withdrawn', async () => {
    const { alice, bob, circleId } = table;
    await say(alice, 'He laughed, then he cried.');
    const { id } = letterSaying(bob, 'He laughed, then he cried.');
    await say(bob, 'Both?', { quote: { entryId: id, text: 'then he cried' } });
    await alice.ask({ kind: 'edit', circleId, entryId: id, text: 'He laughed.' });
    for (const person of both()) {
      expect(letterSaying(person, 'Both?').quote?.text).toBe('then he cried');
    }
    await alice.ask({ kind: 'withdraw', circleId, entryId: id });
    for (const person of both()) {
      expect(letterSaying(person, 'Both?').quote).toEqual({ id, text: null, author: null });
    }
  });

  test('is refused where it puts words into a mouth, is too long or quotes what is not there', async () => {
    const { alice, bob, circleId } = table;
    const long = 'So '.repeat(300);
    await say(alice, long.trim());
    const { id } = letterSaying(bob, long.trim());
    const elsewhere = await discuss([alice], 'Elsewhere.');
    const other = letterSaying(alice, 'Elsewhere.').id;
    await show(alice, discussionId);
    expect(elsewhere).not.toBe(discussionId);
    const asked = { kind: 'contribute', circleId, discussionId, fadeHours: null } as const;
    for (const [entryId, text, error] of [
      [id, 'She resigns.', 'gone'],
      [id, '', 'too-long'],
      [id, long.trim(), 'too-long'],
      [other, 'Elsewhere.', 'gone'],
      ['00'.repeat(16), 'So', 'gone'],
    ] as const) {
      const quoting = { ...asked, text: 'What?', replyTo: null, quote: { entryId, text } };
      expect(await bob.attempt(quoting)).toEqual({ ok: false, error });
    }
  });

  test('can be taken back while it waits, and shows nothing of what it quoted', async () => {
    const { alice, bob, relay, simulation, circleId } = table;
    await say(alice, 'Sleep on it.');
    const { id } = letterSaying(bob, 'Sleep on it.');
    const quote = { entryId: id, text: 'Sleep on it.' };
    const before = bob.discussion().contributions.length;
    relay.cut('Bob');
    await simulation.advance(1000);
    const unsent = await say(bob, 'I never sleep.', { quote });
    await bob.ask({ kind: 'withdraw', circleId, entryId: unsent });
    expect(bob.discussion().contributions).toHaveLength(before);
    relay.restore('Bob');
    await simulation.advance(MINUTE_MS);
    relay.hold('Bob');
    const leaving = await say(bob, 'I do sleep.', { quote });
    await bob.ask({ kind: 'withdraw', circleId, entryId: leaving });
    const isTakenBack = { state: 'withdrawn', text: '', quote: null };
    expect(bob.discussion().contributions.at(-1)).toMatchObject(isTakenBack);
    relay.letGo('Bob');
    await simulation.advance(MINUTE_MS);
    for (const person of both()) {
      expect(person.discussion().contributions).toHaveLength(before + 1);
      expect(person.discussion().contributions.at(-1)).toMatchObject(isTakenBack);
      expect(person.circle()).toMatchObject({ trouble: null, sync: { waiting: 0 } });
    }
  });

  test('goes with the letter that it quotes', async () => {
    await pass(3 * HOUR_MS + 20 * MINUTE_MS);
    for (const person of both()) {
      expect(texts(person)).not.toContain(ADVICE);
      expect(texts(person)).not.toContain('Not even a pencil?');
    }
  });

  test('that waited past its hour keeps its author’s words and none of the other’s', async () => {
    const { alice, bob, relay, simulation, circleId } = table;
    await say(alice, 'Gone within the hour.', { fadeHours: 1 });
    const { id } = letterSaying(bob, 'Gone within the hour.');
    relay.cut('Bob');
    await simulation.advance(MINUTE_MS);
    await say(bob, 'A pity.', { quote: { entryId: id, text: 'within the hour' } });
    expect(letterSaying(bob, 'A pity.').quote?.text).toBe('within the hour');
    await pass(3 * HOUR_MS);
    expect(letterSaying(bob, 'A pity.')).toMatchObject({ state: 'overdue', quote: null });
    relay.restore('Bob');
    await simulation.advance(MINUTE_MS);
    const overdue = letterSaying(bob, 'A pity.').id;
    await bob.ask({ kind: 'settle-overdue', circleId, entryId: overdue, send: true });
    expect(letterSaying(alice, 'A pity.').quote).toBeNull();
  });

  test('tells somebody who sat down later nothing of what was said before', async () => {
    const { alice, bob, join } = table;
    await say(alice, 'Before Claire.');
    const claire = await join('Claire');
    await seat(alice, claire);
    const { id } = letterSaying(bob, 'Before Claire.');
    await say(bob, 'As was said:', { quote: { entryId: id, text: 'Before Claire.' } });
    await show(claire, discussionId);
    expect(letterSaying(alice, 'As was said:').quote?.text).toBe('Before Claire.');
    expect(letterSaying(claire, 'As was said:').quote).toEqual({ id, text: null, author: null });
  });
});
