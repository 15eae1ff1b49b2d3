import { beforeAll, expect, test } from 'vitest';
import { fromHex, sodiumReady } from '../../crypto/index.ts';
import { turnHostile } from '../support/hostileMember.ts';
import { seat } from '../support/person.ts';
import { discuss, say, setTable } from '../support/world.ts';

beforeAll(() => sodiumReady);

test('to Claire, who sits down later, Eve gives the discussion no other title and no earlier end', async () => {
  const table = await setTable(941);
  const { alice, bob, join } = table;
  const eve = await join('Eve');
  await seat(alice, eve);
  const discussionId = fromHex(await discuss([alice, bob], 'Before.'));
  const claire = await join('Claire');
  // Eve's app follows until Claire sits; then her own software writes first.
  await seat(alice, claire);
  const hostile = await turnHostile(eve, table);
  const header = { kind: 'header', title: 'Eve’s own', format: 'free', openedHour: 1 } as const;
  for (const fadesAtMs of [null, Date.UTC(2026, 10, 25, 12, 0)]) {
    const nonce = new Uint8Array(32).fill(7);
    const forged = { ...header, nonce, fadesAtMs };
    expect(await hostile.append(hostile.content(discussionId, forged))).toBe('appended');
  }
  await say(alice, 'Welcome, Claire.');
  const told = ({ title, fadesAtMs }: { title: string; fadesAtMs: number | null }) => [
    title,
    fadesAtMs,
  ];
  expect(claire.circle().discussions.map(told)).toEqual(alice.circle().discussions.map(told));
  expect(claire.circle().discussions).toMatchObject([{ contributions: 1 }]);
});
