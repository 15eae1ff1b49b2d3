import { beforeAll, describe, expect, test } from 'vitest';
import { sodiumReady } from '../../crypto/index.ts';
import { StorageFull } from '../../client/storage/vaultStorage.ts';
import { seat, type Person } from '../support/person.ts';
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

describe('Bob on a train', () => {
  let table: Table;
  let claire: Person;
  let discussionId: string;
  const everybody = () => [table.alice, table.bob, claire];

  beforeAll(async () => {
    table = await setTable(30);
    claire = await table.join('Claire');
    await seat(table.alice, claire);
    discussionId = await discuss([table.alice, table.bob, claire], 'Who leaves first?');
  });

  async function arrive(person: Person): Promise<void> {
    table.relay.restore(person.name);
    await table.simulation.advance(MINUTE_MS);
  }

  test('opens without network, reads everything, writes three letters, and all three show the same when he arrives', async () => {
    const { relay, bob } = table;
    await say(claire, 'Not I.');
    relay.cut('Bob');
    await bob.quit();
    await comeBack(bob);
    await show(bob, discussionId);
    expect(texts(bob)).toEqual(['Who leaves first?', 'Not I.']);
    await say(bob, 'I will.');
    await say(bob, 'In spring.', { replyTo: letterSaying(bob, 'Not I.').id });
    await say(bob, 'Perhaps.', { replyTo: letterSaying(bob, 'I will.').id });
    await say(table.alice, 'Meanwhile here.');
    expect(bob.circle().sync).toMatchObject({ isConnected: false, waiting: 3 });
    expect(bob.discussion().contributions.map((one) => one.state)).toEqual([
      'sent',
      'sent',
      'waiting',
      'waiting',
      'waiting',
    ]);
    await arrive(bob);
    for (const person of everybody()) {
      expect(texts(person)).toEqual([
        'Who leaves first?',
        'Not I.',
        'Meanwhile here.',
        'I will.',
        'In spring.',
        'Perhaps.',
      ]);
      expect(letterSaying(person, 'Perhaps.').replyTo).toMatchObject({ text: 'I will.' });
      expect(person.discussion().contributions.every((one) => one.state === 'sent')).toBe(true);
      expect(letterSaying(person, 'In spring.')).toMatchObject({
        author: { name: 'Bob' },
        replyTo: { text: 'Not I.' },
      });
    }
    expect(bob.circle().sync.waiting).toBe(0);
  });

  test('edits twice and takes another letter back, sees it so at once, and the others when he arrives', async () => {
    const { relay, bob, circleId } = table;
    relay.cut('Bob');
    const entryId = letterSaying(bob, 'I will.').id;
    const spring = letterSaying(bob, 'In spring.').id;
    await bob.ask({ kind: 'edit', circleId, entryId, text: 'I might.' });
    await bob.ask({ kind: 'edit', circleId, entryId, text: 'I may.' });
    await bob.ask({ kind: 'withdraw', circleId, entryId: spring });
    const shown = ['Who leaves first?', 'Not I.', 'Meanwhile here.', 'I may.', '', 'Perhaps.'];
    expect(texts(bob)).toEqual(shown);
    await arrive(bob);
    for (const person of everybody()) {
      expect(texts(person)).toEqual(shown);
      const [edited, withdrawn] = person.discussion().contributions.slice(3);
      expect(edited).toMatchObject({ isEdited: true, author: { name: 'Bob' } });
      expect(withdrawn).toMatchObject({ state: 'withdrawn', text: '', mayEdit: false });
    }
  });

  test("does not edit or take back another's letter, nor his own once it is withdrawn", async () => {
    const { bob, circleId } = table;
    const ids = [letterSaying(bob, 'Not I.').id, letterSaying(bob, '').id];
    for (const entryId of ids) {
      for (const command of [
        { kind: 'edit', circleId, entryId, text: 'Mine now.' },
        { kind: 'withdraw', circleId, entryId },
      ] as const) {
        expect(await bob.attempt(command)).toEqual({ ok: false, error: 'not-allowed' });
      }
    }
  });

  test('reads of a reply to what was taken back that it is no longer here', async () => {
    const { bob } = table;
    await say(claire, 'Why spring?', { replyTo: letterSaying(bob, '').id });
    for (const person of everybody()) {
      expect(letterSaying(person, 'Why spring?').replyTo).toMatchObject({ text: null });
    }
  });

  test('finds what waited past its own hour kept back, and sends one letter and drops the other', async () => {
    const { relay, simulation, bob, circleId } = table;
    relay.cut('Bob');
    await simulation.advance(1000);
    await say(bob, 'Quick word.', { fadeHours: 1 });
    await say(bob, 'Never mind.', { fadeHours: 1 });
    await simulation.advance(2 * HOUR_MS);
    await bob.tick();
    await arrive(bob);
    const [quick, never] = bob.discussion().contributions.slice(-2);
    expect([quick?.state, never?.state]).toEqual(['overdue', 'overdue']);
    expect(bob.circle().sync.waiting).toBe(0);
    for (const person of [table.alice, claire]) expect(texts(person)).not.toContain('Quick word.');
    await bob.ask({ kind: 'settle-overdue', circleId, entryId: quick?.id ?? '', send: true });
    await bob.ask({ kind: 'settle-overdue', circleId, entryId: never?.id ?? '', send: false });
    for (const person of everybody()) {
      expect(texts(person).at(-1)).toBe('Quick word.');
      expect(letterSaying(person, 'Quick word.').author?.name).toBe('Bob');
      const life = (letterSaying(person, 'Quick word.').fadesAtMs ?? 0) - simulation.timers.nowMs();
      expect(life).toBeGreaterThan(50 * MINUTE_MS);
    }
  });

  test('sends what waits although the disk was full just as he had caught up', async () => {
    const { simulation, bob } = table;
    table.relay.cut('Bob');
    await say(bob, 'In a tunnel.', { fadeHours: 1 });
    let refused = 0;
    bob.disk.failNext = () => {
      refused += 1;
      throw new StorageFull();
    };
    table.relay.restore('Bob');
    await simulation.advance(20_000);
    expect(refused).toBeGreaterThan(0);
    expect(bob.circle()).toMatchObject({ trouble: 'storage-full', sync: { waiting: 1 } });
    bob.disk.failNext = undefined;
    await simulation.advance(MINUTE_MS);
    expect(bob.circle()).toMatchObject({ trouble: null, sync: { waiting: 0 } });
    for (const person of everybody()) expect(texts(person).at(-1)).toBe('In a tunnel.');
  });

  test('lets an edit go that waited until its letter had faded', async () => {
    const { relay, simulation, bob, circleId } = table;
    relay.cut('Bob');
    const entryId = letterSaying(bob, 'Quick word.').id;
    await bob.ask({ kind: 'edit', circleId, entryId, text: 'Too late.' });
    await simulation.advance(2 * HOUR_MS);
    await arrive(bob);
    await say(bob, 'I am back.');
    for (const person of everybody()) expect(texts(person).at(-1)).toBe('I am back.');
    expect(bob.circle().sync.waiting).toBe(0);
    expect(bob.circle().trouble).toBeNull();
  });

  test('loses no name where the letter that carried his key never left', async () => {
    const { relay, simulation, bob, circleId } = table;
    await simulation.advance(25 * HOUR_MS);
    for (const person of everybody()) await person.tick();
    // Sealed and kept by his device, never in the log.
    relay.refuseAppends(true);
    await say(bob, 'Waited in vain.', { fadeHours: 1 });
    relay.cut('Bob');
    relay.refuseAppends(false);
    await simulation.advance(2 * HOUR_MS);
    await arrive(bob);
    await say(bob, 'Under the same key.');
    for (const person of everybody()) {
      expect(letterSaying(person, 'Under the same key.').author?.name).toBe('Bob');
    }
    const overdue = letterSaying(bob, 'Waited in vain.').id;
    await bob.ask({ kind: 'settle-overdue', circleId, entryId: overdue, send: false });
  });

  test('takes back for good what has not left, and what answers it is left with no name to answer', async () => {
    const { relay, simulation, bob, circleId } = table;
    relay.cut('Bob');
    await simulation.advance(1000);
    const harsh = await say(bob, 'Too harsh.');
    await say(bob, 'And softer.', { replyTo: harsh });
    await bob.ask({ kind: 'withdraw', circleId, entryId: harsh });
    expect(texts(bob)).not.toContain('Too harsh.');
    expect(bob.circle().sync.waiting).toBe(1);
    await arrive(bob);
    for (const person of everybody()) {
      expect(texts(person).slice(-2)).toEqual(['Under the same key.', 'And softer.']);
      expect(letterSaying(person, 'And softer.').replyTo).toBeNull();
    }
  });

  test('takes back what may have left already by a withdrawal that follows it', async () => {
    const { relay, simulation, bob, circleId } = table;
    const withdrawn = () => bob.discussion().contributions.at(-1);
    for (const [text, isLost] of [
      ['On its way.', false],
      ['Lost on its way.', true],
    ] as const) {
      relay.hold('Bob');
      const entryId = await say(bob, text);
      await bob.ask({ kind: 'withdraw', circleId, entryId });
      expect(withdrawn()).toMatchObject({ state: 'withdrawn', text: '', isOwn: true });
      expect(bob.circle().sync.waiting).toBe(1);
      if (isLost) relay.cut('Bob');
      relay.letGo('Bob');
      relay.restore('Bob');
      await simulation.advance(MINUTE_MS);
      for (const person of everybody()) {
        expect(texts(person)).not.toContain(text);
        expect(person.discussion().contributions.at(-1)).toMatchObject({ state: 'withdrawn' });
        expect(person.circle()).toMatchObject({ trouble: null, sync: { waiting: 0 } });
      }
    }
    expect(texts(bob).filter((text) => text === '')).toHaveLength(3);
  });

  test('is not asked about what he took back and never left, when its hour has passed', async () => {
    const { relay, simulation, bob, circleId } = table;
    const before = bob.discussion().contributions.length;
    relay.refuseAppends(true);
    const entryId = await say(bob, 'For an hour.', { fadeHours: 1 });
    await bob.ask({ kind: 'withdraw', circleId, entryId });
    relay.cut('Bob');
    relay.refuseAppends(false);
    await simulation.advance(2 * HOUR_MS);
    await arrive(bob);
    expect(bob.discussion().contributions).toHaveLength(before);
    expect(bob.circle().sync.waiting).toBe(0);
  });

  test('does not seal anew, when somebody has sat down meanwhile, what he took back', async () => {
    const { relay, alice, bob, circleId } = table;
    const before = texts(alice);
    relay.refuseAppends(true);
    const entryId = await say(bob, 'Sealed for three.');
    await bob.ask({ kind: 'withdraw', circleId, entryId });
    relay.cut('Bob');
    relay.refuseAppends(false);
    await seat(alice, await table.join('Dora'));
    await arrive(bob);
    for (const person of everybody()) expect(texts(person)).toEqual(before);
    expect(bob.circle().sync.waiting).toBe(0);
  });
});
