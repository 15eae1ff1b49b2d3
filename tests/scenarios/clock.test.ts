import { beforeAll, describe, expect, test } from 'vitest';
import { sodiumReady } from '../../crypto/index.ts';
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
    expect(bob.snapshot().asksAboutClock).toBe(true);
    expect(texts(bob)).toEqual(['What time is it?']);
    await bob.tick();
    expect(texts(bob)).toEqual(['What time is it?']);
    simulation.setNow(left);
    await bob.tick();
    expect(bob.snapshot().asksAboutClock).toBe(false);
    simulation.setNow(left + 61 * DAY_MS);
    await bob.ask({ kind: 'accept-clock' });
    expect(bob.snapshot()).toMatchObject({ asksAboutClock: false, discussion: null });
    expect(bob.circle().discussions).toEqual([]);
    relay.restore('Bob');
    await simulation.advance(MINUTE_MS);
  });

  test('that was away for as long is believed where the relay says the same', async () => {
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
    expect(alice.snapshot().asksAboutClock).toBe(false);
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
});
