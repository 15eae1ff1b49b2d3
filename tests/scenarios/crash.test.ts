import { beforeAll, describe, expect, test } from 'vitest';
import { sodiumReady } from '../../crypto/index.ts';
import { host, issueInvite, knock, type Person } from '../support/person.ts';
import {
  comeBack,
  discuss,
  MINUTE_MS,
  say,
  setTable,
  show,
  texts,
  type Table,
} from '../support/world.ts';

beforeAll(() => sodiumReady);

/** From the command to the letter in the log: kept as it was sealed, seen in the log. */
const WRITES = 2;

describe('a device crashes', () => {
  let table: Table;
  let claire: Person;

  beforeAll(async () => {
    table = await setTable(70);
    claire = await table.join('Claire');
    await discuss([table.alice, table.bob], 'Does it hold?');
  });

  test.each(Array.from({ length: WRITES }, (_, at) => at + 1))(
    'Bob’s at write %i after he writes, and the letter stands once, or not at all where it was never kept',
    async (at) => {
      const { alice, bob, simulation } = table;
      const { circleId, id: discussionId } = bob.discussion();
      const text = `Crash at write ${at}.`;
      let writes = 0;
      bob.disk.failNext = () => {
        writes += 1;
        if (writes !== at) return;
        bob.crash();
        throw new Error('the process is gone');
      };
      const asked = { circleId, discussionId, text, fadeHours: null, replyTo: null };
      const outcome = await bob.attempt({ kind: 'contribute', ...asked });
      bob.disk.failNext = undefined;
      expect(writes).toBeGreaterThanOrEqual(at);
      expect(outcome.ok).toBe(at > 1);
      await comeBack(bob);
      await simulation.advance(MINUTE_MS);
      await show(bob, discussionId);
      for (const person of [alice, bob]) {
        const standing = texts(person).filter((one) => one === text);
        expect(standing).toHaveLength(outcome.ok ? 1 : 0);
        expect(person.circle().trouble).toBeNull();
      }
      expect(bob.circle().sync.waiting).toBe(0);
      await say(bob, `After write ${at}.`);
      expect(texts(alice).at(-1)).toBe(`After write ${at}.`);
    },
  );

  test('Bob’s between the answer of the relay and the record itself, and the letter stands once', async () => {
    const { alice, bob, relay, simulation } = table;
    const { id: discussionId } = bob.discussion();
    relay.tamper((frame, name) => (name === 'Bob' && frame.type === 'records' ? null : frame));
    await say(bob, 'Sent, never seen.');
    bob.crash();
    relay.tamper((frame) => frame);
    await comeBack(bob);
    await simulation.advance(MINUTE_MS);
    await show(bob, discussionId);
    for (const person of [alice, bob]) {
      expect(texts(person).filter((one) => one === 'Sent, never seen.')).toHaveLength(1);
    }
    expect(bob.circle().sync.waiting).toBe(0);
  });

  test('Bob’s at any write while he seats Claire, and she sits down', async () => {
    const { bob, simulation } = table;
    for (let at = 1; at <= 4; at += 1) {
      await host(bob);
      const inviteId = await knock(claire, await issueInvite(bob));
      const seat = () => {
        const { id, candidates } = bob.circle();
        const [candidate] = candidates;
        if (candidate === undefined) return null;
        return { kind: 'seat', circleId: id, candidateId: candidate.id } as const;
      };
      let writes = 0;
      bob.disk.failNext = () => {
        writes += 1;
        if (writes !== at) return;
        bob.crash();
        throw new Error('the process is gone');
      };
      const asked = seat();
      if (asked === null) throw new Error('Claire has not knocked');
      await bob.attempt(asked);
      bob.disk.failNext = undefined;
      expect(writes).toBeGreaterThanOrEqual(at);
      await comeBack(bob);
      await simulation.advance(MINUTE_MS);
      const again = seat();
      // Only the first write keeps what he asked for.
      expect(again === null).toBe(at > 1);
      if (again !== null) await bob.ask(again);
      const seated = claire.snapshot().joins.find((one) => one.inviteId === inviteId);
      expect(seated?.step).toBe('seated');
      for (const person of [bob, claire]) {
        expect(person.circle().members.map((one) => one.name)).toEqual(['Bob', 'Claire']);
        expect(person.circle()).toMatchObject({ trouble: null, sync: { waiting: 0 } });
      }
    }
  });

  test('Claire’s as she takes her seat, and she sits there when she opens it again', async () => {
    const { bob, simulation } = table;
    await host(bob);
    const inviteId = await knock(claire, await issueInvite(bob));
    let writes = 0;
    claire.disk.failNext = () => {
      writes += 1;
      claire.crash();
      throw new Error('the process is gone');
    };
    const { id: circleId, candidates } = bob.circle();
    await bob.ask({ kind: 'seat', circleId, candidateId: candidates[0]?.id ?? '' });
    expect(writes).toBe(1);
    claire.disk.failNext = undefined;
    await comeBack(claire);
    await simulation.advance(MINUTE_MS);
    expect(claire.circle().id).toBe(circleId);
    const join = claire.snapshot().joins.find((one) => one.inviteId === inviteId);
    expect(join).toMatchObject({ step: 'seated', circleId });
    const discussionId = await discuss([claire, bob], 'Seated after all.');
    expect(bob.discussion().id).toBe(discussionId);
  });
});
