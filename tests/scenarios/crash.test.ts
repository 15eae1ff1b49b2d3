import { beforeAll, describe, expect, test } from 'vitest';
import { sodiumReady } from '../../crypto/index.ts';
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

/** From the command to the letter in the log: kept, sealed, seen in the log. */
const WRITES = 3;

describe("Bob's device crashes", () => {
  let table: Table;

  beforeAll(async () => {
    table = await setTable(70);
    await discuss([table.alice, table.bob], 'Does it hold?');
  });

  test.each(Array.from({ length: WRITES }, (_, at) => at + 1))(
    'at write %i after he writes, and the letter stands once, or not at all where it was never kept',
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

  test('between the answer of the relay and the record itself, and the letter stands once', async () => {
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
});
