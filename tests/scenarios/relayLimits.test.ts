import { beforeAll, beforeEach, expect, test } from 'vitest';
import { encodeInvite, sodiumReady } from '../../crypto/index.ts';
import { RELAY_LIMITS } from '../../relay/connection.ts';
import { issueInvite, knock, RELAY, seat, type Person } from '../support/person.ts';
import {
  comeBack,
  discuss,
  MINUTE_MS,
  say,
  setTable,
  texts,
  type Table,
} from '../support/world.ts';

// What members see of a relay that takes no more, or opens no further log: one line, and nothing lost.

let table: Table;
const NONE = { emptyLogs: 0 };

beforeAll(() => sodiumReady);
beforeEach(async () => {
  table = await setTable(120);
});

const troubles = (...people: readonly Person[]) => people.map((one) => one.circle().trouble);
const names = (person: Person) => person.circle().members.map(({ name }) => name);

test('the log is full: Bob is told, his letter waits, and leaves by itself when there is room', async () => {
  const { alice, bob, relay, simulation } = table;
  await discuss([alice, bob], 'Before.');
  relay.limit({ logBytes: 1 });
  await say(bob, 'One letter too many.');
  expect(bob.circle()).toMatchObject({ trouble: 'relay-full', sync: { waiting: 1 } });
  expect(troubles(alice)).toEqual([null]);
  await bob.quit();
  await comeBack(bob);
  await simulation.advance(MINUTE_MS);
  expect(bob.circle()).toMatchObject({ trouble: 'relay-full', sync: { waiting: 1 } });
  relay.limit(RELAY_LIMITS);
  await simulation.advance(MINUTE_MS);
  expect(bob.circle()).toMatchObject({ trouble: null, sync: { waiting: 0 } });
  expect(texts(alice)).toEqual(['Before.', 'One letter too many.']);
});

test('no log for the next era: Claire stays until there is one, and the host is told why', async () => {
  const { alice, bob, join, relay, simulation } = table;
  const claire = await join('Claire');
  await seat(alice, claire);
  relay.limit(NONE);
  const { id: circleId, members } = alice.circle();
  const memberId = members.find(({ name }) => name === 'Claire')?.id ?? '';
  await alice.ask({ kind: 'remove-member', circleId, memberId });
  await simulation.advance(MINUTE_MS);
  expect(troubles(alice, bob, claire)).toEqual(['relay-refuses', null, null]);
  for (const person of [alice, bob, claire]) expect(names(person)).toContain('Claire');
  relay.limit(RELAY_LIMITS);
  await simulation.advance(MINUTE_MS);
  expect(troubles(alice, bob, claire)).toEqual([null, null, 'removed']);
  expect([alice, bob].map(names)).toEqual([
    ['Alice', 'Bob'],
    ['Alice', 'Bob'],
  ]);
});

test('no inbox for an invite: the inviter is told, and the key opens once there is one', async () => {
  const { alice, join, relay, simulation } = table;
  relay.limit(NONE);
  const link = await issueInvite(alice);
  expect(troubles(alice)).toEqual(['relay-refuses']);
  const dora = await join('Dora');
  relay.limit(RELAY_LIMITS);
  await simulation.advance(MINUTE_MS);
  expect(troubles(alice)).toEqual([null]);
  await knock(dora, link);
  expect(alice.circle().candidates.map(({ name }) => name)).toEqual(['Dora']);
});

test('a link to an inbox that nobody has made says that it has ended, and makes none', async () => {
  const { join, simulation } = table;
  const dora = await join('Dora');
  await dora.ask({ kind: 'create-vault', passphrase: 'one two three four five six' });
  const { random } = simulation;
  const fragment = encodeInvite({ relay: RELAY, inviteId: random(16), secret: random(32) });
  await dora.ask({ kind: 'read-invite', fragment });
  for (const wait of [1000, MINUTE_MS]) {
    await simulation.advance(wait);
    expect(dora.snapshot().joins.map(({ step }) => step)).toEqual(['expired']);
  }
});

test('a relay that calls everything outdated and shows nothing newer is named after three refusals, and nothing is lost', async () => {
  const { alice, bob, relay, simulation } = table;
  await discuss([alice, bob], 'Before.');
  let isStubborn = true;
  relay.tamper((frame, name) =>
    isStubborn && name === 'Bob' && frame.type === 'appended'
      ? { type: 'stale', request: frame.request, lastBarrier: 1 }
      : isStubborn && name === 'Bob' && frame.type === 'records'
        ? null
        : frame,
  );
  await say(bob, 'Does anybody hear me?');
  expect(troubles(bob)).toEqual([null]);
  await simulation.advance(35_000);
  expect(troubles(bob)).toEqual([null]);
  await simulation.advance(35_000);
  expect(bob.circle()).toMatchObject({ trouble: 'relay-stalls', sync: { waiting: 1 } });
  isStubborn = false;
  await bob.quit();
  await comeBack(bob);
  await simulation.advance(MINUTE_MS);
  expect(bob.circle()).toMatchObject({ trouble: null, sync: { waiting: 0 } });
  expect(texts(alice)).toEqual(['Before.', 'Does anybody hear me?']);
});
