import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  deriveInviteKeys,
  mlsGroup,
  readInvite,
  sodiumReady,
  type InboxBody,
  type Invite,
} from '../../crypto/index.ts';
import { followLog } from '../../client/sync/followLog.ts';
import type { LogConnection } from '../../client/sync/logConnection.ts';
import { deviceOf, drawIdentity } from '../../client/vault/circleState.ts';
import { openInboxRecord, sealInboxRecord } from '../../client/vault/inbox.ts';
import { host, issueInvite, knock, RELAY, type Person } from '../support/person.ts';
import { createWorld, MINUTE_MS, type World } from '../support/world.ts';
import { hourOf } from '../../client/vault/hours.ts';

beforeAll(() => sodiumReady);

describe('Mallory has found the link, and sits nowhere', () => {
  let world: World;
  let alice: Person;
  let claire: Person;
  let inviteId: string;
  let invite: Invite;
  let inbox: LogConnection;
  let heard: InboxBody[];
  let seen: number;

  beforeAll(async () => {
    world = createWorld(110);
    alice = await world.join('Alice');
    claire = await world.join('Claire');
  });

  /** Each attempt is at the door of a circle of its own, where Claire has knocked. */
  beforeEach(async () => {
    await host(alice);
    const link = await issueInvite(alice);
    inviteId = await knock(claire, link);
    const read = readInvite(new URL(link).hash.slice(1));
    if (!read.ok) throw new Error(read.error);
    invite = read.value;
    heard = [];
    seen = 0;
    inbox = followLog({
      transport: world.relay.transportFor('Mallory'),
      timers: world.simulation.timers,
      random: world.simulation.random,
      address: { relay: RELAY, log: deriveInviteKeys(invite).log, making: { kind: 'none' } },
      after: 0,
      events: {
        async onRecords(records) {
          seen = records.at(-1)?.index ?? seen;
          heard.push(...records.flatMap((record) => openInboxRecord(invite, record) ?? []));
        },
        onCaughtUp: () => undefined,
        onDisconnected: () => undefined,
      },
    });
    await world.simulation.advance(100);
    return () => inbox.close();
  });

  const expiry = () => hourOf(world.simulation.timers.nowMs()) + 24;
  const step = () => claire.snapshot().joins.find((one) => one.inviteId === inviteId)?.step;

  async function post(bytes: Uint8Array, isBarrier = false): Promise<void> {
    const appended = inbox.append(seen, [{ bytes, expiry: expiry(), isBarrier }]);
    await world.simulation.advance(100);
    expect(await appended).toBe('appended');
  }

  const sealed = (body: InboxBody) =>
    sealInboxRecord(invite, body, expiry(), world.simulation.random).bytes;

  async function seatClaire(): Promise<void> {
    const candidate = alice.circle().candidates.find((one) => one.name === 'Claire');
    expect(candidate?.words).toEqual(
      claire.snapshot().joins.find((one) => one.inviteId === inviteId)?.words,
    );
    const circleId = alice.circle().id;
    await alice.ask({ kind: 'seat', circleId, candidateId: candidate?.id ?? '' });
    await world.simulation.advance(MINUTE_MS);
    expect(step()).toBe('seated');
    expect(claire.circle().members.map((one) => one.name)).toEqual(['Alice', 'Claire']);
  }

  function invitation() {
    const found = heard.find((body) => body.kind === 'invitation');
    if (found?.kind !== 'invitation') throw new Error('no invitation');
    return found;
  }

  async function request(name: string): Promise<InboxBody> {
    const { circleId } = invitation();
    const { random, timers } = world.simulation;
    const { device, staticKey, hedgeKey } = deviceOf(drawIdentity(random), circleId);
    const now = Math.floor(timers.nowMs() / 1000);
    const { keyPackage } = await mlsGroup.makeKeyPackage(device, now);
    return { kind: 'request', keyPackage, name, staticKey, hedgeKey };
  }

  test('and fills the inbox with garbage and barriers: Claire is seated all the same', async () => {
    const { random } = world.simulation;
    for (const length of [1, 600, 5000]) await post(random(length), length === 5000);
    await post(
      sealed({ kind: 'closed' }).map((byte, at) => (at === 40 ? byte ^ 1 : byte)),
      true,
    );
    await seatClaire();
  });

  test('and says "not now" to Claire: she reads it, and whoever seats her is stronger', async () => {
    await post(sealed({ kind: 'closed' }));
    expect(step()).toBe('closed');
    expect(alice.circle().candidates).toHaveLength(1);
    await seatClaire();
  });

  test('and answers with a Welcome that opens nothing, hers or for another key package: no seat of it', async () => {
    const requested = heard.find((body) => body.kind === 'request');
    if (requested?.kind !== 'request') throw new Error('Claire has not knocked');
    const junk = world.simulation.random(900);
    for (const keyPackageRef of await refs(requested.keyPackage)) {
      await post(sealed({ kind: 'seat', sealed: junk }));
      await post(sealed({ kind: 'welcome', keyPackageRef, welcome: junk }));
    }
    expect(step()).not.toBe('seated');
    await seatClaire();
  });

  async function refs(keyPackage: Uint8Array): Promise<readonly Uint8Array[]> {
    const now = Math.floor(world.simulation.timers.nowMs() / 1000);
    const read = await mlsGroup.readKeyPackage(keyPackage, invitation().circleId, now);
    if (!read.ok) throw new Error(read.error);
    return [read.value.ref, world.simulation.random(32)];
  }

  test('and knocks twenty times, also under her name: Claire stands first, and her words are her own', async () => {
    for (let time = 0; time < 20; time += 1) await post(sealed(await request(`Guest ${time}`)));
    await post(sealed(await request('Claire')));
    const candidates = alice.circle().candidates;
    expect(candidates).toHaveLength(22);
    const [first, last] = [candidates[0], candidates.at(-1)];
    expect([first?.name, last?.name]).toEqual(['Claire', 'Claire']);
    expect(first?.words).not.toEqual(last?.words);
    await seatClaire();
    expect(alice.circle().candidates).toEqual([]);
  });

  test('and posts another charter after the true one: Claire keeps what she was invited to', async () => {
    await post(sealed({ ...invitation(), name: 'Another table', circleId: new Uint8Array(32) }));
    const join = claire.snapshot().joins.find((one) => one.inviteId === inviteId);
    expect(join?.circleName).toBe('The Tuesday table');
    await seatClaire();
  });
});
