import { beforeAll, expect, test } from 'vitest';
import { sodiumReady } from '../../crypto/index.ts';
import { host, issueInvite, knock } from '../support/person.ts';
import { createWorld, texts } from '../support/world.ts';

beforeAll(() => sodiumReady);

test('a question that would turn the words beside it around is refused as unfit, not as too long', async () => {
  const alice = await createWorld(3).join('Alice');
  const circleId = await host(alice);
  const asked = { kind: 'open-discussion', circleId, text: '', fadeHours: 24 } as const;
  const outcome = await alice.attempt({ ...asked, title: 'Who \u202esaid that?' });
  expect(outcome).toEqual({ ok: false, error: 'unfit-name' });
  expect(alice.circle().discussions).toEqual([]);
});

test('Alice hosts, Bob sits down, they discuss, and each sees who wrote', async () => {
  const world = createWorld(1);
  const alice = await world.join('Alice');
  const bob = await world.join('Bob');
  await host(alice);
  const link = await issueInvite(alice);
  await knock(bob, link);
  const [join] = bob.snapshot().joins;
  const [candidate] = alice.circle().candidates;
  expect(join?.step).toBe('waiting');
  expect(candidate?.words).toEqual(join?.words);
  expect(candidate?.words).toHaveLength(8);
  const circleId = alice.circle().id;
  await alice.ask({ kind: 'seat', circleId, candidateId: candidate?.id ?? '' });
  expect(bob.snapshot().joins[0]?.step).toBe('seated');
  expect(bob.circle().members.map((one) => one.name)).toEqual(['Alice', 'Bob']);
  expect(alice.circle().members.map((one) => one.name)).toEqual(['Alice', 'Bob']);
  const discussionId =
    (await alice.ask({
      kind: 'open-discussion',
      circleId,
      title: 'How do we hand over the firm?',
      text: 'I do not know where to begin.',
      fadeHours: 24 * 30,
    })) ?? '';
  for (const person of [alice, bob]) {
    await person.ask({ kind: 'show', shown: { circleId, discussionId } });
  }
  const [first] = bob.discussion().contributions;
  await bob.ask({
    kind: 'contribute',
    circleId,
    discussionId,
    text: 'Begin with the people.',
    fadeHours: null,
    replyTo: first?.id ?? null,
  });
  for (const person of [alice, bob]) {
    expect(texts(person)).toEqual(['I do not know where to begin.', 'Begin with the people.']);
    expect(person.discussion().contributions.map((one) => one.author?.name)).toEqual([
      'Alice',
      'Bob',
    ]);
  }
});
