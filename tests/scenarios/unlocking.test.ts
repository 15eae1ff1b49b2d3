import { beforeAll, expect, test } from 'vitest';
import { fromHex, sodiumReady } from '../../crypto/index.ts';
import { hourOf } from '../../client/vault/hours.ts';
import { PART_ENTRIES } from '../../client/vault/takeContent.ts';
import { turnHostile } from '../support/hostileMember.ts';
import { PASSPHRASE, seat } from '../support/person.ts';
import { openDisk } from '../support/openedDisk.ts';
import { comeBack, discuss, HOUR_MS, setTable, show, texts } from '../support/world.ts';

beforeAll(() => sodiumReady);

/** The discussion's heading and its first letter. */
const STANDING = 2;

/** More than a device reads from its disk without a pause, before Alice, who has closed her app. */
async function longDiscussion(seed: number, length = 150) {
  const table = await setTable(seed);
  const { alice, bob, simulation, join } = table;
  const dora = await join('Dora');
  await seat(alice, dora);
  const discussionId = await discuss([bob, alice], 'Letter 0.');
  const talkative = await turnHostile(dora, table);
  const writtenHour = hourOf(simulation.timers.nowMs());
  const rest = { writtenHour, fadesAtMs: null, editKey: new Uint8Array(32) };
  const letters = Array.from({ length }, (_, at) => `Letter ${at + 1}.`);
  const records = letters.map((text, at) =>
    talkative.content(
      fromHex(discussionId),
      { kind: 'contribution', text, ...rest, replyTo: null, quote: null },
      { content: { part: Math.floor((at + STANDING) / PART_ENTRIES) } },
    ),
  );
  for (let at = 0; at < records.length; at += 50) {
    expect(await talkative.append(...records.slice(at, at + 50))).toBe('appended');
  }
  const all = ['Letter 0.', ...letters];
  await simulation.advance(1000);
  expect(texts(alice)).toEqual(all);
  await alice.quit();
  return { ...table, discussionId, all };
}

test.each([
  ['a long discussion', 977, 150],
  ['one whose newest part has only just begun', 979, PART_ENTRIES + 10],
])(
  'Alice unlocks %s: the list and the newest page are there first, and the rest follows',
  async (_, seed, length) => {
    const { alice, circleId, discussionId, all, simulation } = await longDiscussion(seed, length);
    const engine = await alice.openTab();
    const listed: unknown[] = [];
    const seen: (readonly string[])[] = [];
    engine.subscribe(() => {
      const { vault, circles, discussion } = engine.getSnapshot();
      if (vault.kind !== 'open') return;
      if (listed.length === 0) {
        void engine.send({ kind: 'show', shown: { circleId, discussionId } });
      }
      listed.push(circles.at(-1)?.discussions);
      if (discussion !== null) seen.push(discussion.contributions.map(({ text }) => text));
    });
    const unlocked = engine.send({ kind: 'unlock', passphrase: PASSPHRASE });
    await simulation.advance(1000);
    expect(await unlocked).toEqual({ ok: true, value: null });
    expect(listed[0]).toMatchObject([{ id: discussionId, contributions: all.length }]);
    const first = seen[0] ?? [];
    expect(first.length).toBeGreaterThanOrEqual(64);
    expect(first.length).toBeLessThan(all.length);
    expect(first).toEqual(all.slice(-first.length));
    expect(seen.at(-1)).toEqual(all);
  },
);

test('a disk that does not give the rest keeps no key of a past hour, and gives it later', async () => {
  const table = await longDiscussion(978);
  const { alice, discussionId, all, simulation } = table;
  let portions = 0;
  alice.disk.failRead = () => {
    portions += 1;
    if (portions > 1) throw new Error('the disk does not answer');
  };
  await comeBack(alice);
  await simulation.advance(2 * HOUR_MS);
  await alice.tick();
  expect(portions).toBeGreaterThan(2);
  alice.crash();
  alice.disk.failRead = undefined;
  const { circle } = await openDisk(alice, table);
  const past = hourOf(simulation.timers.nowMs() - 10 * 60_000) - 1;
  const covers = ({ depth, index }: { readonly depth: number; readonly index: number }) =>
    index * 2 ** (21 - depth) <= past && past < (index + 1) * 2 ** (21 - depth);
  expect(circle.epochs.flatMap(({ keys }) => keys.body).some(covers)).toBe(false);
  await comeBack(alice);
  await simulation.advance(1000);
  await show(alice, discussionId);
  expect(texts(alice)).toEqual(all);
});
