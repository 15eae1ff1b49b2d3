import { beforeAll, describe, expect, test } from 'vitest';
import { HORIZON_HOURS, sodiumReady } from '../../crypto/index.ts';
import { issueInvite, knock } from '../support/person.ts';
import {
  comeBack,
  discuss,
  HOUR_MS,
  MINUTE_MS,
  say,
  setTable,
  show,
  texts,
  type Table,
} from '../support/world.ts';

beforeAll(() => sodiumReady);

const DAY_MS = 24 * HOUR_MS;

describe("a device's clock", () => {
  let table: Table;
  let discussionId: string;

  beforeAll(async () => {
    table = await setTable(50);
    discussionId = await discuss([table.alice, table.bob], 'What time is it?', 24 * 60);
  });

  const now = () => table.simulation.timers.nowMs();

  test('does not stop where the connection is quiet for hours, at the table or at the door', async () => {
    const { alice, simulation, join } = table;
    const claire = await join('Claire');
    const inviteId = await knock(claire, await issueInvite(alice));
    for (let minute = 0; minute < 6 * 60; minute += 10) {
      await simulation.advance(10 * MINUTE_MS);
      for (const person of [alice, claire]) await person.tick();
    }
    for (const person of [alice, claire]) {
      expect(person.snapshot().nowMs).toBeGreaterThan(now() - MINUTE_MS);
    }
    await alice.ask({ kind: 'revoke-invite', circleId: table.circleId, inviteId });
    await claire.quit();
  });

  test('that jumps back brings nothing back', async () => {
    const { alice, bob, simulation } = table;
    await say(bob, 'An hour.', { fadeHours: 1 });
    await simulation.advance(2 * HOUR_MS);
    for (const person of [alice, bob]) await person.tick();
    expect(texts(alice)).toEqual(['What time is it?']);
    const reached = now();
    simulation.setNow(reached - 5 * HOUR_MS);
    await alice.tick();
    expect(texts(alice)).toEqual(['What time is it?']);
    expect(alice.snapshot().nowMs).toBeGreaterThanOrEqual(reached - MINUTE_MS);
    await alice.quit();
    await comeBack(alice);
    await show(alice, discussionId);
    expect(texts(alice)).toEqual(['What time is it?']);
    simulation.setNow(reached);
  });

  test('that jumps by more than thirty days offline is not followed before somebody confirms it', async () => {
    const { relay, bob, simulation } = table;
    await bob.quit();
    relay.cut('Bob');
    const left = now();
    simulation.setNow(left + 61 * DAY_MS);
    await comeBack(bob);
    await show(bob, discussionId);
    expect(bob.snapshot().clockJumpedToMs).not.toBeNull();
    expect(texts(bob)).toEqual(['What time is it?']);
    await bob.tick();
    expect(texts(bob)).toEqual(['What time is it?']);
    simulation.setNow(left);
    await bob.tick();
    expect(bob.snapshot().clockJumpedToMs).toBeNull();
    simulation.setNow(left + 61 * DAY_MS);
    await bob.ask({ kind: 'accept-clock' });
    expect(bob.snapshot()).toMatchObject({ clockJumpedToMs: null, discussion: null });
    expect(bob.circle().discussions).toEqual([]);
    relay.restore('Bob');
    await simulation.advance(MINUTE_MS);
  });

  test('that was away for as long is believed where the relay says the same', async () => {
    table = await setTable(54);
    const { alice, bob, simulation, relay } = table;
    await discuss([bob], 'Alice was away.');
    relay.cut('Alice');
    await alice.quit();
    for (let day = 0; day < 5; day += 1) {
      await simulation.advance(7 * DAY_MS);
      await bob.tick();
    }
    const second = await discuss([bob], 'Welcome back.');
    relay.restore('Alice');
    await comeBack(alice);
    await simulation.advance(MINUTE_MS);
    expect(alice.snapshot().clockJumpedToMs).toBeNull();
    expect(alice.circle().trouble).toBeNull();
    await show(alice, second);
    expect(texts(alice)).toEqual(['Welcome back.']);
  });

  test('two hours behind the relay takes everything; further behind, it holds what comes until it is there', async () => {
    const { alice, bob, simulation, relay } = table;
    await discuss([alice, bob], 'How late is it at the relay?');
    relay.runAhead(2 * HOUR_MS);
    await say(bob, 'Two hours later.');
    for (const person of [alice, bob]) expect(texts(person)).toContain('Two hours later.');
    relay.cut('Alice');
    await say(bob, 'Before it went wrong.');
    relay.runAhead(5 * HOUR_MS);
    await say(bob, 'From the future.');
    relay.restore('Alice');
    await simulation.advance(MINUTE_MS);
    for (const person of [alice, bob]) expect(person.circle().trouble).toBe('future-hour');
    const early = ['How late is it at the relay?', 'Two hours later.', 'Before it went wrong.'];
    expect(texts(alice)).toEqual(early);
    expect(bob.discussion().contributions.at(-1)?.state).toBe('waiting');
    relay.runAhead(0);
    await simulation.advance(3 * HOUR_MS);
    for (const person of [alice, bob]) {
      expect(texts(person)).toEqual([...early, 'From the future.']);
      expect(person.circle().trouble).toBeNull();
      expect(person.circle().sync).toMatchObject({ isConnected: true, waiting: 0 });
    }
  });

  /** Bob's clock, nine hours ahead while he is offline, then right again. */
  async function writeAhead({ bob, relay, simulation }: Table, write: () => Promise<unknown>) {
    const rightMs = simulation.timers.nowMs();
    relay.cut('Bob');
    simulation.setNow(rightMs + 9 * HOUR_MS);
    await bob.tick();
    await write();
    simulation.setNow(rightMs);
  }

  test('that was hours ahead while somebody wrote offline: what would live too long waits until it would not', async () => {
    const other = await setTable(51);
    const { alice, bob, simulation, relay } = other;
    await writeAhead(other, () => discuss([bob], 'As long as it may be.', 24 * 90));
    relay.restore('Bob');
    await simulation.advance(MINUTE_MS);
    expect(bob.circle().sync).toMatchObject({ isConnected: true, waiting: 2 });
    expect(texts(bob)).toEqual(['As long as it may be.']);
    expect(alice.circle().discussions).toEqual([]);
    for (let hour = 0; hour < 9; hour += 1) {
      await simulation.advance(HOUR_MS);
      await bob.tick();
    }
    await show(alice, bob.discussion().id);
    expect(texts(alice)).toEqual(['As long as it may be.']);
    for (const person of [alice, bob]) {
      expect(person.circle()).toMatchObject({ trouble: null, sync: { waiting: 0 } });
    }
  });

  test('and a relay that agrees until it stores the letter: nobody takes that, and its author is asked', async () => {
    const other = await setTable(52, { longestFade: null });
    const { alice, bob, circleId, simulation, relay } = other;
    await discuss([alice, bob], 'What did I miss?', null);
    const letter = 'As long as any key lasts.';
    await writeAhead(other, () => say(bob, letter, { fadeHours: HORIZON_HOURS }));
    relay.tamper((frame, name) =>
      name === 'Bob' && frame.type === 'hello' ? { ...frame, time: frame.time + 9 * 3600 } : frame,
    );
    relay.restore('Bob');
    await simulation.advance(MINUTE_MS);
    expect(bob.discussion().contributions.at(-1)).toMatchObject({ text: letter, state: 'overdue' });
    expect(texts(alice)).toEqual(['What did I miss?']);
    await simulation.advance(9 * HOUR_MS);
    const entryId = bob.discussion().contributions.at(-1)?.id ?? '';
    await bob.ask({ kind: 'settle-overdue', circleId, entryId, send: true });
    for (const person of [alice, bob]) {
      expect(texts(person)).toEqual(['What did I miss?', letter]);
      expect(person.circle().sync.waiting).toBe(0);
    }
  });
});
