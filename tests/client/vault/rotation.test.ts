import { beforeAll, describe, expect, test } from 'vitest';
import { bucketOf, sodiumReady } from '../../../crypto/index.ts';
import { StorageFull } from '../../../client/storage/vaultStorage.ts';
import { openDisk } from '../../support/openedDisk.ts';
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
} from '../../support/world.ts';

beforeAll(() => sodiumReady);

/** Slot, flush, secrets, slot, flush; then the rows of the past. */
const WRITES = ['slot', 'flush', 'replace', 'slot', 'flush', 'commit'];
/** From a letter of an hour's life until its key must be gone: rounding, the rest of its hour, ten minutes. */
const TURN_MS = 2 * HOUR_MS + 20 * MINUTE_MS;

describe('when an hour has turned and keys are destroyed', () => {
  let table: Table;
  let discussionId: string;
  const living = ['Lives on.'];

  beforeAll(async () => {
    table = await setTable(120);
    discussionId = await discuss([table.alice, table.bob], 'Lives on.', 24 * 60);
  });

  /** Alice says what fades within the hour; Bob's device is the one that breaks. */
  async function beforeTheTurn(name: string): Promise<void> {
    const { alice, bob, relay, simulation } = table;
    await say(alice, `Fades ${name}.`, { fadeHours: 1 });
    await say(alice, `Stays ${name}.`);
    living.push(`Stays ${name}.`);
    expect(texts(bob)).toContain(`Fades ${name}.`);
    await simulation.advance(TURN_MS);
    relay.cut('Bob');
    relay.restore('Bob');
    await simulation.advance(MINUTE_MS);
    await alice.tick();
    await alice.tick();
  }

  test.each(WRITES.map((write, at) => [at + 1, write] as const))(
    'a crash at write %i (%s) leaves a device that opens, with every living letter and no faded one',
    async (at) => {
      const { bob, simulation } = table;
      await beforeTheTurn(`at ${at}`);
      const written: string[] = [];
      bob.disk.failNext = (write) => {
        written.push(write);
        if (written.length !== at) return;
        bob.crash();
        throw new Error('the process is gone');
      };
      await bob.tick();
      bob.disk.failNext = undefined;
      expect(written).toEqual(WRITES.slice(0, at));
      await comeBack(bob);
      await simulation.advance(MINUTE_MS);
      await show(bob, discussionId);
      expect(texts(bob)).toEqual(living);
      expect(bob.circle().trouble).toBeNull();
      await bob.tick();
      expect(bob.disk.rows.entries.size).toBe(living.length + 1);
    },
  );

  test('after so many crashes every document loads, and no key of a past hour lies on the disk', async () => {
    const { bob, simulation } = table;
    await bob.quit();
    const { circle, documentsLoad } = await openDisk(bob, table);
    expect(documentsLoad).toEqual([true]);
    const past = bucketOf((simulation.timers.nowMs() - 10 * MINUTE_MS) / 1000) - 1;
    const nodes = circle.epochs.flatMap(({ keys }) => keys.body);
    expect(nodes.some((node) => covers(node, past))).toBe(false);
    expect(nodes.some((node) => covers(node, past + 2))).toBe(true);
    await comeBack(bob);
    await show(bob, discussionId);
    expect(texts(bob)).toEqual(living);
  });

  test('a full disk at any write loses nothing, and keys die as soon as there is room', async () => {
    const { alice, bob } = table;
    for (const at of WRITES.keys()) {
      await beforeTheTurn(`full ${at}`);
      let writes = 0;
      bob.disk.failNext = () => {
        writes += 1;
        if (writes > at) throw new StorageFull();
      };
      await bob.tick();
      expect(texts(bob)).toEqual(living);
      // Keys that should be gone are said to be there, where the disk refused their end.
      expect(bob.circle().trouble).toBe('storage-full');
      const { circleId, id } = bob.discussion();
      const asked = { kind: 'contribute', circleId, discussionId: id, text: 'No room.' } as const;
      const rest = { fadeHours: null, replyTo: null };
      const outcome = await bob.attempt({ ...asked, ...rest });
      expect(outcome).toEqual({ ok: false, error: 'storage-full' });
      expect(bob.circle().trouble).toBe('storage-full');
      bob.disk.failNext = undefined;
      await bob.tick();
      await bob.tick();
      const text = `There is room (${at}).`;
      living.push(text);
      await say(bob, text);
      for (const person of [alice, bob]) expect(texts(person)).toEqual(living);
      expect(bob.circle().trouble).toBeNull();
      expect(bob.disk.rows.entries.size).toBe(living.length + 1);
    }
  });
});

function covers(node: { readonly depth: number; readonly index: number }, hour: number): boolean {
  const width = 2 ** (21 - node.depth);
  return node.index * width <= hour && hour < (node.index + 1) * width;
}
