import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sodiumReady } from '../../crypto/index.ts';
import type { RelayFrame } from '../../relay/frames.ts';
import { host, seat, type Person } from '../support/person.ts';
import { createWorld, discuss, MINUTE_MS, say, texts, type World } from '../support/world.ts';

beforeAll(() => sodiumReady);

type Records = Extract<RelayFrame, { type: 'records' }>['records'];

describe('the relay', () => {
  let world: World;
  let alice: Person;
  let bob: Person;

  beforeAll(async () => {
    world = createWorld(100);
    alice = await world.join('Alice');
    bob = await world.join('Bob');
  });

  /** Each attack has a circle of its own. */
  beforeEach(async () => {
    world.relay.tamper((frame) => frame);
    await host(alice);
    await seat(alice, bob);
    await discuss([alice, bob], 'Before the relay turned.');
  });

  /** From now on, what these devices are shown of the circle's log is rewritten. */
  function rewrite(names: readonly string[], change: (records: Records, name: string) => Records) {
    world.relay.tamper((frame, name) => {
      if (frame.type !== 'records' || !names.includes(name)) return frame;
      const records = change(frame.records, name);
      return records.length === 0 ? null : { ...frame, records };
    });
  }

  async function expectFrozen(person: Person): Promise<void> {
    expect(person.circle().trouble).toBe('fork');
    expect(texts(person)).toContain('Before the relay turned.');
    const sent = world.relay.everyByte().length;
    await say(person, 'Held back.');
    await world.simulation.advance(MINUTE_MS);
    expect(world.relay.everyByte()).toHaveLength(sent);
    expect(person.discussion().contributions.at(-1)?.state).toBe('waiting');
  }

  test('shows Alice and Bob two logs: both freeze as soon as a later record crosses', async () => {
    let isHidden = false;
    rewrite(['Bob'], (records) => {
      if (!isHidden) {
        isHidden = true;
        return [];
      }
      return records.map((record) => ({ ...record, index: record.index - 1 }));
    });
    await say(alice, 'Hidden from Bob.');
    await say(bob, 'Bob suspects nothing.');
    expect(texts(bob)).not.toContain('Hidden from Bob.');
    expect([alice.circle().trouble, bob.circle().trouble]).toEqual([null, null]);
    await Promise.all([say(alice, 'Alice goes on.'), say(bob, 'Bob goes on.')]);
    await expectFrozen(alice);
    await expectFrozen(bob);
  });

  test('hides a letter of Alice: Bob freezes at her next one', async () => {
    let hidden = 0;
    rewrite(['Bob'], (records) => {
      if (hidden === 0) {
        hidden = records.length;
        return [];
      }
      return records.map((record) => ({ ...record, index: record.index - hidden }));
    });
    await say(alice, 'Hidden from Bob.');
    await say(alice, 'It gives itself away.');
    await expectFrozen(bob);
  });

  test('hides a letter behind three hundred copies of another: what is made on so old a head does not count', async () => {
    let shift = 0;
    let copied: Records[number] | undefined;
    rewrite(['Bob'], (records) =>
      records.flatMap((record) => {
        if (copied === undefined) {
          copied = record;
          return [record];
        }
        if (shift > 0) return [{ ...record, index: record.index + shift }];
        shift = 299;
        const shown = { ...copied, hour: record.hour };
        return Array.from({ length: 300 }, (_, at) => ({ ...shown, index: record.index + at }));
      }),
    );
    await say(alice, 'Copied for Bob.');
    await say(alice, 'Hidden from Bob.');
    await say(alice, 'Crosses.');
    expect(texts(bob)).not.toContain('Crosses.');
    expect(bob.circle().trouble).not.toBeNull();
  });

  test('shows Bob two letters in another order: he freezes at the next one', async () => {
    world.relay.cut('Bob');
    await say(alice, 'One.');
    await say(alice, 'Two.');
    rewrite(['Bob'], (records) => {
      const [first, second, ...rest] = records;
      if (first === undefined || second === undefined) return records;
      const swapped = [
        { ...second, index: first.index },
        { ...first, index: second.index },
      ];
      return [...swapped, ...rest];
    });
    world.relay.restore('Bob');
    await world.simulation.advance(MINUTE_MS);
    await say(alice, 'Three.');
    await expectFrozen(bob);
  });

  test('gives Bob other bytes for a hash, or an hour that runs backwards: he freezes at once', async () => {
    const ways = [
      (record: Records[number]) => ({
        ...record,
        bytes: record.bytes && record.bytes.map((byte, at) => (at === 99 ? byte ^ 1 : byte)),
      }),
      (record: Records[number]) => ({ ...record, hour: record.hour - 24 }),
    ];
    for (const way of ways) {
      rewrite(['Bob'], (records) => records.map(way));
      await say(alice, 'On its way to Bob.');
      await expectFrozen(bob);
      expect(texts(bob)).not.toContain('On its way to Bob.');
      expect(alice.circle().trouble).toBeNull();
      world.relay.tamper((frame) => frame);
      await host(alice);
      await seat(alice, bob);
      await discuss([alice, bob], 'Before the relay turned.');
    }
  });

  test('shows a letter twice: it stands once, for both, and nobody takes harm', async () => {
    const shift = new Map<string, number>();
    rewrite(['Alice', 'Bob'], (records, name) =>
      records.flatMap((record) => {
        const before = shift.get(name) ?? 0;
        const shown = { ...record, index: record.index + before };
        if (before > 0) return [shown];
        shift.set(name, 1);
        return [shown, { ...shown, index: shown.index + 1 }];
      }),
    );
    for (const person of [alice, bob]) await say(person, `${person.name} says it once.`);
    for (const person of [alice, bob]) {
      expect(texts(person)).toEqual([
        'Before the relay turned.',
        'Alice says it once.',
        'Bob says it once.',
      ]);
      expect(person.circle().trouble).toBeNull();
    }
  });

  test('withholds a letter before its hour: it is said, and everything else still shows', async () => {
    let isWithheld = false;
    rewrite(['Bob'], (records) => {
      const stubs = isWithheld ? records : records.map((record) => ({ ...record, bytes: null }));
      isWithheld = true;
      return stubs;
    });
    await say(alice, 'Withheld.');
    expect(bob.circle().trouble).toBe('withheld');
    await say(alice, 'Shown.');
    await say(bob, 'Answered.');
    expect(texts(bob)).toEqual(['Before the relay turned.', 'Shown.', 'Answered.']);
    expect(texts(alice).at(-1)).toBe('Answered.');
    expect([alice.circle().trouble, bob.circle().trouble]).toEqual([null, 'withheld']);
  });

  test('shows less than it has shown before: Bob is told, keeps all he has, and sends nothing until it is whole', async () => {
    world.relay.tamper((frame, name) =>
      name === 'Bob' && frame.type === 'usage' && frame.records > 1
        ? { ...frame, records: frame.records - 1 }
        : frame,
    );
    world.relay.cut('Bob');
    world.relay.restore('Bob');
    await say(bob, 'Not into a shortened log.');
    await world.simulation.advance(MINUTE_MS);
    expect(bob.circle()).toMatchObject({ trouble: 'fork', sync: { isConnected: false } });
    expect(texts(bob)).toEqual(['Before the relay turned.', 'Not into a shortened log.']);
    expect(texts(alice)).toEqual(['Before the relay turned.']);
    world.relay.tamper((frame) => frame);
    await world.simulation.advance(MINUTE_MS);
    expect(bob.circle()).toMatchObject({ trouble: null, sync: { isConnected: true } });
    expect(texts(alice)).toEqual(texts(bob));
  });
});
