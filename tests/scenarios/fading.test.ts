import { beforeAll, describe, expect, test } from 'vitest';
import { sodiumReady } from '../../crypto/index.ts';
import {
  comeBack,
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

describe('ink', () => {
  let table: Table;
  let discussionId: string;

  beforeAll(async () => {
    table = await setTable(40, { longestFade: 24 * 7 });
    discussionId = await discuss([table.alice, table.bob], 'For three days.', 24 * 3);
  });

  const both = () => [table.alice, table.bob];

  /** As with an app that is left open, which looks at the clock now and then. */
  async function pass(ms: number, people = both()): Promise<void> {
    const { simulation } = table;
    const endMs = simulation.timers.nowMs() + ms;
    for (;;) {
      const restMs = endMs - simulation.timers.nowMs();
      if (restMs <= 0) return;
      await simulation.advance(Math.min(restMs, 50 * MINUTE_MS));
      for (const person of people) await person.tick();
    }
  }

  test('fades on the screen at its minute, on both devices, though nobody touches them', async () => {
    const { simulation, alice } = table;
    await say(alice, 'For an hour.', { fadeHours: 1 });
    const fadesAtMs = letterSaying(alice, 'For an hour.').fadesAtMs ?? 0;
    expect(fadesAtMs % (10 * MINUTE_MS)).toBe(0);
    await simulation.advance(fadesAtMs - simulation.timers.nowMs() - 1);
    for (const person of both()) expect(texts(person)).toContain('For an hour.');
    await simulation.advance(1);
    for (const person of both()) expect(texts(person)).toEqual(['For three days.']);
  });

  test('leaves a blank page of its day and no row, once its hour and ten minutes are over', async () => {
    const rows = () => both().map((person) => person.disk.rows.entries.size);
    const before = rows();
    await pass(HOUR_MS + 10 * MINUTE_MS);
    expect(rows()).toEqual(before.map((count) => count - 1));
    for (const person of both()) {
      expect(person.discussion().blankPages).toEqual([{ date: '2026-11-25' }]);
    }
  });

  test('lives no longer than its discussion, and the answer to it shows that it is gone', async () => {
    const { bob, alice } = table;
    const discussionEnds = bob.discussion().fadesAtMs;
    await say(bob, 'As long as may be.', { fadeHours: 24 * 7 });
    await say(bob, 'Two hours.', { fadeHours: 2 });
    await say(alice, 'An answer.', { replyTo: letterSaying(alice, 'Two hours.').id });
    expect(letterSaying(alice, 'As long as may be.').fadesAtMs).toBe(discussionEnds);
    await pass(3 * HOUR_MS + 10 * MINUTE_MS);
    for (const person of both()) {
      expect(letterSaying(person, 'An answer.').replyTo).toMatchObject({ text: null });
    }
  });

  test('is not given longer than the charter allows, not even "kept"', async () => {
    const { alice, circleId } = table;
    for (const fadeHours of [24 * 7 + 1, null]) {
      const asked = { kind: 'open-discussion', circleId, title: 'T', text: '', fadeHours } as const;
      expect(await alice.attempt(asked)).toEqual({ ok: false, error: 'not-allowed' });
    }
  });

  test('goes with the whole discussion at its end, and a device that opens later finds nothing', async () => {
    const { alice, bob, simulation } = table;
    await bob.quit();
    const ends = alice.discussion().fadesAtMs ?? 0;
    await pass(ends - simulation.timers.nowMs() - MINUTE_MS, [alice]);
    expect(alice.circle().discussions).toHaveLength(1);
    await simulation.advance(MINUTE_MS);
    expect(alice.circle().discussions).toEqual([]);
    expect(alice.snapshot().discussion).toBeNull();
    await pass(2 * HOUR_MS, [alice]);
    expect(alice.disk.rows.entries.size).toBe(0);
    expect(alice.disk.rows.documents.size).toBe(0);
    await comeBack(bob);
    expect(bob.circle().discussions).toEqual([]);
    expect(bob.disk.rows.entries.size).toBe(0);
    const asked = { kind: 'show', shown: { circleId: table.circleId, discussionId } } as const;
    await bob.ask(asked);
    expect(bob.snapshot().discussion).toBeNull();
    await discuss(both() as [typeof alice, typeof bob], 'Something new.', 24);
    await show(bob, alice.discussion().id);
    expect(texts(bob)).toEqual(['Something new.']);
  });
});
