import { beforeAll, describe, expect, test } from 'vitest';
import {
  encodeAction,
  mlsGroup,
  openGovernanceBody,
  sealGovernanceBody,
  signAction,
  signingKeyPairFromSeed,
  sodiumReady,
  type GovernanceAction,
} from '../../crypto/index.ts';
import { deriveEraKeys, openRecord } from '../../crypto/record.ts';
import {
  currentEpoch,
  deviceOf,
  drawIdentity,
  memberKeyOf,
  type CircleState,
} from '../../client/vault/circleState.ts';
import { sealSeating } from '../../client/vault/sealSeating.ts';
import { turnHostile, type HostileMember } from '../support/hostileMember.ts';
import { issueInvite, knock, seat, type Person } from '../support/person.ts';
import { MINUTE_MS, setTable, type Table } from '../support/world.ts';
import { hourOf } from '../../client/vault/hours.ts';

beforeAll(() => sodiumReady);

const filled = (byte: number, length = 32) => new Uint8Array(length).fill(byte);

describe('Eve, a member where only hosts open the door', () => {
  let table: Table;
  let eve: HostileMember;

  beforeAll(async () => {
    table = await setTable(90, { opensDoor: 'hosts' });
    const person = await table.join('Eve');
    await seat(table.alice, person);
    eve = await turnHostile(person, table);
  });

  const readers = (): readonly Person[] => [table.alice, table.bob];
  const invites = () => readers().map((reader) => reader.circle().invites.length);
  const now = () => hourOf(table.simulation.timers.nowMs());
  const logId = () => deriveEraKeys(eve.circle.eraSecret).log.publicKey;

  function governance(signed: Uint8Array, isBarrier = true) {
    const { keys } = currentEpoch(eve.circle);
    const nonce = table.simulation.random(24);
    const body = sealGovernanceBody(keys.rec, logId(), keys.epoch, signed, nonce);
    return eve.record('governance', body, { isBarrier });
  }

  function invite(byte: number): GovernanceAction {
    const lastHour = now() + 24;
    return { kind: 'invite', inviteId: filled(byte, 16), secret: filled(byte), lastHour };
  }

  test('opens no door: unsigned, under another name, as a stranger, or simply as herself', async () => {
    const { circleId, identity, governance: state } = eve.circle;
    const own = memberKeyOf(identity);
    const alice = state.members[0]?.memberId ?? filled(0);
    const signed = signAction(circleId, own, invite(1));
    const stranger = signAction(circleId, signingKeyPairFromSeed(filled(7)), invite(2));
    const foreign = signAction(filled(8), own, invite(3));
    for (const action of [
      signed,
      { ...signed, author: alice },
      { ...signed, signature: filled(0, 64) },
      stranger,
      foreign,
    ]) {
      expect(await eve.append(governance(encodeAction(action)))).toBe('appended');
    }
    expect(invites()).toEqual([0, 0]);
  });

  test('cannot take an invite key back that a host has issued', async () => {
    const link = await issueInvite(table.alice);
    const inviteId = table.alice.circle().invites[0]?.id ?? '';
    expect(link).not.toBe('');
    const { circleId, identity } = eve.circle;
    const close = { kind: 'close-invite', inviteId: Uint8Array.from(Buffer.from(inviteId, 'hex')) };
    const signed = signAction(circleId, memberKeyOf(identity), close as GovernanceAction);
    await eve.append(governance(encodeAction(signed)));
    expect(invites()).toEqual([1, 1]);
    await table.alice.ask({ kind: 'revoke-invite', circleId: table.circleId, inviteId });
    expect(invites()).toEqual([0, 0]);
  });

  test("cannot bring a key back that Alice took back, with Alice's own signed words", async () => {
    const { keys } = currentEpoch(eve.circle);
    const words = table.relay.log(logId()).flatMap(({ bytes }) => {
      const opened = bytes && openRecord(deriveEraKeys(eve.circle.eraSecret), bytes);
      if (!opened?.ok || opened.value.type !== 'governance') return [];
      const body = openGovernanceBody(keys.rec, logId(), keys.epoch, opened.value.body);
      return body.ok ? [body.value] : [];
    });
    expect(words.length).toBeGreaterThanOrEqual(8);
    for (const body of words) await eve.append(governance(body));
    expect(invites()).toEqual([0, 0]);
  });

  test('seats nobody by a commit that carries another governance state than the circle has', async () => {
    const { circle } = eve;
    const { random } = table.simulation;
    const identity = drawIdentity(random);
    const { device, staticKey, hedgeKey } = deviceOf(identity, circle.circleId);
    const nowMs = table.simulation.timers.nowMs();
    const { keyPackage } = await mlsGroup.makeKeyPackage(device, Math.floor(nowMs / 1000));
    const read = await mlsGroup.readKeyPackage(keyPackage, circle.circleId, nowMs / 1000);
    if (!read.ok) throw new Error(read.error);
    const own = memberKeyOf(circle.identity).publicKey;
    const action = invite(11);
    if (action.kind !== 'invite') throw new Error('an invite');
    const altered: CircleState = {
      ...circle,
      governance: {
        ...circle.governance,
        charter: { ...circle.governance.charter, opensDoor: 'members' },
        invites: [{ ...action, issuer: own }],
      },
    };
    const endorsement = {
      kind: 'endorse' as const,
      inviteId: action.inviteId,
      keyPackageRef: read.value.ref,
      memberId: read.value.device.memberId,
      name: 'Mallory',
      staticKey,
      hedgeKey,
      lastHour: action.lastHour,
    };
    const intent = { kind: 'seat', localId: filled(1, 16), keyPackage, endorsement } as const;
    const sealed = await sealSeating(altered, { ...intent, sealed: null }, mlsGroup, {
      random,
      nowMs,
    });
    const commit = sealed?.sealed.records.at(-1);
    if (commit === undefined) throw new Error('nothing was sealed');
    expect(await eve.append(commit)).toBe('appended');
    for (const reader of readers()) {
      expect(reader.circle().members.map((one) => one.name)).toEqual(['Alice', 'Bob', 'Eve']);
      expect(reader.circle().trouble).not.toBe('out-of-step');
    }
  });

  test('slips a record without barrier in before a seating: it is refused, and made again', async () => {
    const { alice, bob, relay, simulation, join } = table;
    const claire = await join('Claire');
    await knock(claire, await issueInvite(alice));
    const candidateId = alice.circle().candidates[0]?.id ?? '';
    // A member may always vouch: it changes the state that the commit carries.
    const { circleId, identity } = eve.circle;
    const standing = bob.circle().invites[0]?.id ?? '';
    const vouch = signAction(circleId, memberKeyOf(identity), {
      kind: 'endorse',
      inviteId: Uint8Array.from(Buffer.from(standing, 'hex')),
      keyPackageRef: filled(1),
      memberId: filled(2),
      name: 'Nobody',
      staticKey: filled(3),
      hedgeKey: filled(4, 1216),
      lastHour: now() + 24,
    });
    relay.hold('Alice');
    const asked = alice.ask({ kind: 'seat', circleId: alice.circle().id, candidateId });
    await asked;
    await eve.append(governance(encodeAction(vouch), false));
    relay.letGo('Alice');
    await simulation.advance(MINUTE_MS);
    for (const reader of [alice, bob, claire]) {
      expect(reader.circle().members.map((one) => one.name)).toContain('Claire');
      expect(reader.circle().sync.waiting).toBe(0);
    }
  });
});
