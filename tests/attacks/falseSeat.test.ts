import { beforeAll, describe, expect, test } from 'vitest';
import {
  bucketStart,
  encodeCommitBinding,
  governanceCodec,
  governanceHash,
  mlsGroup,
  nackHash,
  sealGovernanceBody,
  seatCodec,
  sodiumReady,
  type GovernanceState,
} from '../../crypto/index.ts';
import { deriveInviteKeys } from '../../crypto/invite.ts';
import { askAgain, takeSeatAgain } from '../../client/vault/askAgain.ts';
import {
  deviceOf,
  drawIdentity,
  type CircleState,
  type Lost,
} from '../../client/vault/circleState.ts';
import { createCircle } from '../../client/vault/foundCircle.ts';
import { takeEpoch } from '../../client/vault/takeEpoch.ts';
import { chanceFrom } from '../soak/chance.ts';
import { CHARTER, RELAY } from '../support/person.ts';

beforeAll(() => sodiumReady);

const HOUR = 7900;
const filled = (byte: number) => new Uint8Array(32).fill(byte);
const HEAD = { index: 9, hour: HOUR, chain: filled(9) };

type Asking = { readonly circle: CircleState; readonly lost: Lost };

/** Bob's device, which has read the log up to `HEAD`, has lost its seat and asks. Alice sits there, and Claire. */
async function bobAsks(changed: Partial<CircleState> = {}): Promise<Asking> {
  const bytes = chanceFrom(7);
  const random = (length: number) => bytes.bytes(length);
  const founding = { name: 'Tuesday', ownName: 'Bob', charter: CHARTER };
  const place = { relay: RELAY, ordinal: 1, hourNow: HOUR };
  const founded = await createCircle(mlsGroup, founding, place, random);
  const members = [
    ...founded.governance.members,
    { memberId: filled(51), name: 'Alice', role: 'member' } as const,
    { memberId: filled(52), name: 'Claire', role: 'member' } as const,
  ];
  const [own] = founded.governance.devices;
  if (own === undefined) throw new Error('no device');
  const others = [51, 52].map((byte) => ({
    ...own,
    memberId: filled(byte),
    staticKey: filled(byte + 20),
  }));
  const lost: Lost = { reason: 'away', isLeftBehind: false, asked: null };
  const circle: CircleState = {
    ...founded,
    governance: { ...founded.governance, members, devices: [own, ...others] },
    head: HEAD,
    heads: [{ index: 8, hour: HOUR, chain: filled(8) }, HEAD],
    lost,
    ...changed,
  };
  const asked = await askAgain(circle, lost, mlsGroup, HOUR, { random });
  if (asked.lost === null) throw new Error('nothing was asked');
  return { circle: asked, lost: asked.lost };
}

/** Eve's own circle of that name, with a seat for Bob in it: whoever opened the log could make it. */
async function answer({ circle, lost }: Asking, said: Partial<ReturnType<typeof seatIn>> = {}) {
  const { circleId } = circle;
  const { asked } = lost;
  if (asked === null) throw new Error('nothing was asked');
  const { nack } = asked;
  const bytes = chanceFrom(8);
  const identity = drawIdentity((length) => bytes.bytes(length));
  const { device } = deviceOf(identity, circleId);
  const now = bucketStart(HOUR);
  const hers = await takeEpoch(mlsGroup, await mlsGroup.createGroup(circleId, device, now), HOUR, {
    position: 0,
    hour: HOUR,
    committer: null,
  });
  const group = mlsGroup.decode(hers.group);
  if (!group.ok) throw new Error('no group');
  const governance: GovernanceState = {
    ...circle.governance,
    devices: circle.governance.devices.map((one, at) =>
      at === 0 ? { ...one, isSeated: false } : one,
    ),
  };
  const id = encodeCommitBinding({
    kind: 'return',
    governance: governanceHash(governance),
    nackHash: nackHash(nack),
  });
  const { linkPsk: value } = deriveInviteKeys({ relay: RELAY, ...nack });
  const change = { kind: 'add', keyPackage: nack.keyPackage } as const;
  const committed = await mlsGroup.commit(group.value, change, { id, value }, now);
  if (!committed.ok || committed.value.welcome === undefined) throw new Error('no Welcome');
  const { welcome, next } = committed.value;
  const { epoch } = await takeEpoch(mlsGroup, next, HOUR, {
    position: 0,
    hour: HOUR,
    committer: null,
  });
  const seat = seatCodec.encode({ ...seatIn(circle, governance), ...said });
  const { rec, epoch: number } = epoch.keys;
  return { welcome, seat: sealGovernanceBody(rec, circleId, number, seat, bytes.bytes(24)) };
}

function seatIn({ eraSecret }: CircleState, governance: GovernanceState) {
  return { governance: governanceCodec.encode(governance), eraSecret, ...HEAD };
}

const take = (asking: Asking, given: Awaited<ReturnType<typeof answer>>) =>
  takeSeatAgain(asking.circle, asking.lost, given, mlsGroup, HOUR);

describe('Bob’s device takes a seat only where it has read that the circle is', () => {
  test('at a commit that stands in its own log', async () => {
    const asking = await bobAsks();
    const seated = await take(asking, await answer(asking));
    expect(seated).toMatchObject({ lost: null, head: HEAD, rosterEpoch: 1 });
    expect(seated?.governance.devices[0]).toMatchObject({ isSeated: true, asksFrom: HOUR + 1 });
  });

  test.each([
    ['in another log', { eraSecret: filled(66) }],
    ['further than it has read', { index: 10 }],
    ['where it has read something else', { chain: filled(67) }],
    ['before all that it remembers', { index: 3 }],
  ])('not %s', async (_, said) => {
    const asking = await bobAsks();
    expect(await take(asking, await answer(asking, said))).toBeNull();
  });

  test('not by an answer to another word of its own, nor twice by one', async () => {
    const asking = await bobAsks();
    const given = await answer(asking);
    const seated = await take(asking, given);
    if (seated === null) throw new Error('no seat');
    const { lost } = asking;
    const again = { circle: { ...seated, lost }, lost };
    const anew = await askAgain(again.circle, { ...lost, asked: null }, mlsGroup, HOUR, {
      random: (length) => new Uint8Array(length).fill(5),
    });
    if (anew.lost === null) throw new Error('nothing was asked');
    expect(await take({ circle: anew, lost: anew.lost }, given)).toBeNull();
  });
});
