import { beforeAll, expect, test } from 'vitest';
import { sodiumReady } from '../../crypto/index.ts';
import { seat, type Person } from '../support/person.ts';
import {
  comeBack,
  discuss,
  HOUR_MS,
  MINUTE_MS,
  say,
  setTable,
  show,
  texts,
} from '../support/world.ts';

beforeAll(() => sodiumReady);

const named = (person: Person, trouble: string | null) =>
  person.snapshot().circles.find((circle) => circle.trouble === trouble);

// By the same device, and with another name than the one that still sits there.

test('Claire, removed by mistake, sits down again by a new invite: what she could read before stays apart', async () => {
  const { alice, bob, circleId, join, simulation } = await setTable(310);
  const claire = await join('Claire');
  await seat(alice, claire);
  const discussionId = await discuss([alice, bob, claire], 'Before.');
  const memberId = alice.circle().members.find(({ name }) => name === 'Claire')?.id ?? '';
  await alice.ask({ kind: 'remove-member', circleId, memberId });
  expect(claire.circle().trouble).toBe('removed');
  await seat(alice, claire);
  await simulation.advance(MINUTE_MS);
  for (let round = 0; round < 2; round += 1) {
    const past = named(claire, 'removed');
    const present = named(claire, null);
    expect(present?.id).toBe(circleId);
    expect(claire.circle().id).toBe(circleId);
    expect(past?.discussions).toHaveLength(1);
    await claire.ask({ kind: 'show', shown: { circleId: past?.id ?? '', discussionId } });
    expect(claire.discussion().contributions.map(({ text }) => text)).toEqual(['Before.']);
    await claire.quit();
    await comeBack(claire);
    await simulation.advance(2 * HOUR_MS);
    for (const person of [alice, bob, claire]) await person.tick();
  }
  const second = await discuss([alice, claire], 'Among us again.');
  await say(claire, 'Thank you.');
  expect(texts(alice)).toEqual(['Among us again.', 'Thank you.']);
  await show(bob, second);
  expect(texts(bob)).toEqual(texts(alice));
  expect(named(claire, 'removed')?.discussions).toHaveLength(1);
});
