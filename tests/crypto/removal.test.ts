import { beforeAll, describe, expect, test } from 'vitest';
import type { GovernanceState } from '../../crypto/governance.ts';
import { applyRemoval, isRemovalDecided } from '../../crypto/removal.ts';
import { applyAction } from '../../crypto/applyAction.ts';
import { signAction } from '../../crypto/governanceAction.ts';
import { sodiumReady } from '../../crypto/sodium.ts';
import {
  after,
  alice,
  bob,
  circleId,
  claire,
  eve,
  filled,
  HOUR,
  inviteId,
  withBob,
} from '../support/councilOfThree.ts';

beforeAll(() => sodiumReady);

type Key = ReturnType<typeof alice>;
const vote = ({ publicKey }: Key, lastHour = HOUR + 24) =>
  ({ kind: 'remove', memberId: publicKey, lastHour }) as const;
const error = (name: string) => ({ ok: false, error: name });

/** Those at the table, hosts first; each with one device at the leaf of their place. */
function table(hosts: readonly Key[], members: readonly Key[]): GovernanceState {
  const seated = [...hosts, ...members];
  return {
    ...withBob(),
    members: seated.map(({ publicKey }, at) => ({
      memberId: publicKey,
      name: `${at}`,
      role: at < hosts.length ? 'host' : 'member',
    })),
    devices: seated.map(({ publicKey }, at) => ({
      memberId: publicKey,
      keyPackageRef: filled(at),
      staticKey: filled(50 + at),
      hedgeKey: filled(3, 1216),
      lastCommitHour: HOUR,
      isSeated: true,
      asksFrom: 0,
    })),
  };
}

function seatsOf(state: GovernanceState, { publicKey }: Key) {
  return state.devices.flatMap(({ memberId, staticKey }, leaf) => {
    if (memberId !== publicKey && memberId.join() !== publicKey.join()) return [];
    const device = { memberId, signatureKey: filled(1), staticKey, hedgeKeyHash: filled(2) };
    return [{ leaf, device }];
  });
}

const remove = (state: GovernanceState, target: Key, hour = HOUR) =>
  applyRemoval(state, { memberId: target.publicKey, seats: seatsOf(state, target) }, hour);

describe('removal is decided', () => {
  test.each([
    ['by the only host', [alice()], [bob(), claire()], [alice()], true],
    ['not by one of two hosts', [alice(), bob()], [claire()], [alice()], false],
    ['by two hosts', [alice(), bob()], [claire(), eve()], [alice(), bob()], true],
    [
      'by more than half of all',
      [alice(), bob()],
      [claire(), eve()],
      [alice(), bob(), eve()],
      true,
    ],
    ['not by half of all', [bob()], [claire(), alice(), eve()], [alice(), eve()], false],
    ['not by one member of two', [claire()], [alice()], [alice()], false],
  ])('%s', (_, hosts, members, voters, isDecided) => {
    const state = after(
      table(hosts, members),
      ...voters.map((voter) => [voter, vote(claire())] as const),
    );
    expect(isRemovalDecided(state, claire().publicKey, HOUR)).toBe(isDecided);
    expect(remove(state, claire()).ok).toBe(isDecided);
  });

  test('for as long as the votes stand, and by those who still sit there', () => {
    const decided = after(table([alice()], [bob(), claire()]), [alice(), vote(claire())]);
    expect(remove(decided, claire(), HOUR + 25)).toEqual(error('NotEnoughVotes'));
    const two = after(
      table([alice()], [bob(), claire(), eve()]),
      [bob(), vote(eve())],
      [claire(), vote(eve())],
    );
    expect(isRemovalDecided(two, eve().publicKey, HOUR)).toBe(false);
    const left = { ...two, members: two.members.filter(({ name }) => name !== '0') };
    expect(isRemovalDecided(left, eve().publicKey, HOUR)).toBe(true);
  });
});

test('a vote is refused about oneself, about nobody here, for too long, or past its hour', () => {
  const state = table([alice()], [bob(), claire()]);
  const apply = (author: Key, action: ReturnType<typeof vote>) =>
    applyAction(state, signAction(circleId, author, action), HOUR);
  expect(apply(claire(), vote(claire()))).toEqual(error('NotAllowed'));
  expect(apply(alice(), vote(eve()))).toEqual(error('AlreadyDone'));
  expect(apply(eve(), vote(bob()))).toEqual(error('NotAMember'));
  expect(apply(alice(), vote(bob(), HOUR + 169))).toEqual(error('NotAllowed'));
  expect(apply(alice(), vote(bob(), HOUR - 1))).toEqual(error('Expired'));
});

test('each member is for one removal at a time: the last word holds', () => {
  const state = after(
    table([alice()], [bob(), claire(), eve()]),
    [bob(), vote(eve())],
    [bob(), vote(claire())],
  );
  expect(state.removalVotes).toHaveLength(1);
  const again = after(state, [bob(), vote(claire(), HOUR + 30)]);
  expect(again.removalVotes).toMatchObject([{ lastHour: HOUR + 30 }]);
});

test('all devices of one member leave, and no others', () => {
  const state = after(table([alice()], [bob(), claire()]), [alice(), vote(claire())]);
  const [own] = seatsOf(state, claire());
  const [other] = seatsOf(state, bob());
  if (own === undefined || other === undefined) throw new Error('nobody there');
  const second = {
    ...state,
    devices: [...state.devices, { ...state.devices[2]!, staticKey: filled(99) }],
  };
  const { publicKey: memberId } = claire();
  expect(applyRemoval(second, { memberId, seats: [own] }, HOUR)).toEqual(error('NotAllowed'));
  for (const seats of [[own, other], [other], []]) {
    expect(applyRemoval(state, { memberId, seats }, HOUR)).toEqual(error('NotAllowed'));
  }
  expect(applyRemoval(state, { memberId: eve().publicKey, seats: [] }, HOUR)).toEqual(
    error('NotAMember'),
  );
});

test('whose devices have all lost their seats leaves by a commit that takes none away', () => {
  const state = after(table([alice()], [bob(), claire()]), [alice(), vote(claire())]);
  const devices = state.devices.map((device, at) =>
    at === 2 ? { ...device, isSeated: false } : device,
  );
  const { publicKey: memberId } = claire();
  const left = applyRemoval({ ...state, devices }, { memberId, seats: [] }, HOUR);
  if (!left.ok) throw new Error(left.error);
  expect(left.value.members.map(({ name }) => name)).toEqual(['0', '1']);
  expect(left.value.devices).toHaveLength(2);
  expect(
    applyRemoval({ ...state, devices }, { memberId, seats: seatsOf(state, claire()) }, HOUR),
  ).toEqual(error('NotAllowed'));
});

test('whoever leaves takes along votes, endorsements and every open invite; the table keeps a host', () => {
  const state = after(
    table([alice()], [bob(), claire()]),
    [bob(), vote(alice())],
    [claire(), vote(alice())],
    [alice(), vote(bob())],
  );
  const left = remove(state, alice());
  if (!left.ok) throw new Error(left.error);
  const { members, devices, invites, spentInvites, removalVotes } = left.value;
  expect(members.map(({ role }) => role)).toEqual(['host', 'member']);
  expect(devices).toHaveLength(2);
  expect(invites).toEqual([]);
  expect(spentInvites.map((one) => one.inviteId)).toContainEqual(inviteId);
  expect(removalVotes).toEqual([]);
});
