import { beforeAll, expect, test } from 'vitest';
import { fromHex, sodiumReady } from '../../crypto/index.ts';
import { hourOf } from '../../client/vault/hours.ts';
import { turnHostile } from '../support/hostileMember.ts';
import { PASSPHRASE, seat } from '../support/person.ts';
import { discuss, setTable, texts } from '../support/world.ts';

beforeAll(() => sodiumReady);

test('Alice unlocks a long discussion: the list and the newest page are there first, and the rest follows', async () => {
  const table = await setTable(977);
  const { alice, bob, circleId, simulation, join } = table;
  const dora = await join('Dora');
  await seat(alice, dora);
  const discussionId = await discuss([bob, alice], 'Letter 0.');
  const talkative = await turnHostile(dora, table);
  const writtenHour = hourOf(simulation.timers.nowMs());
  const rest = { writtenHour, fadesAtMs: null, editKey: new Uint8Array(32) };
  const letters = Array.from({ length: 150 }, (_, at) => `Letter ${at + 1}.`);
  const records = letters.map((text) =>
    talkative.content(fromHex(discussionId), {
      kind: 'contribution',
      text,
      ...rest,
      replyTo: null,
      quote: null,
    }),
  );
  for (let at = 0; at < records.length; at += 50) {
    expect(await talkative.append(...records.slice(at, at + 50))).toBe('appended');
  }
  const all = ['Letter 0.', ...letters];
  expect(texts(alice)).toEqual(all);
  await alice.quit();

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
});
