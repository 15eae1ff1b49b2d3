import { beforeAll, describe, expect, test } from 'vitest';
import { certifyDevice } from '../../crypto/deviceLeaf.ts';
import type { Change, FindPsk, GroupFace, ExternalPsk } from '../../crypto/groupFace.ts';
import { hash } from '../../crypto/kdf.ts';
import { mlsGroup } from '../../crypto/mlsGroup.ts';
import { modelGroup } from '../../crypto/modelGroup.ts';
import type { Result } from '../../crypto/result.ts';
import { signingKeyPairFromSeed } from '../../crypto/signature.ts';
import { sodiumReady } from '../../crypto/sodium.ts';

const NOW = 1_800_000_000;
const WEEK = 7 * 24 * 3600;
const circleId = new Uint8Array(32).fill(7);
const externalPsk: ExternalPsk = {
  id: new Uint8Array(40).fill(8),
  value: new Uint8Array(32).fill(9),
};
const findPsk: FindPsk = (id) => (id.every((byte) => byte === 8) ? externalPsk.value : undefined);

function deviceFor(seed: number, circle: Uint8Array = circleId) {
  const pair = (half: number) => signingKeyPairFromSeed(new Uint8Array(32).fill(seed * 2 + half));
  const key = (name: string) => hash(name, new Uint8Array([seed]));
  return certifyDevice(circle, pair(0), pair(1), key('dk'), key('hk'));
}

function must<Value, Failure>(result: Result<Value, Failure>): Value {
  if (!result.ok) throw new Error(String(result.error));
  return result.value;
}

beforeAll(() => sodiumReady);

function contract<State>(face: GroupFace<State>): void {
  const commit = async (state: State, change: Change) =>
    must(await face.commit(state, change, externalPsk, NOW));
  const follow = async (state: State, bytes: Uint8Array) =>
    must(await face.process(state, bytes, NOW, findPsk)).state;
  async function seat(host: State, seed: number) {
    const pending = await face.makeKeyPackage(deviceFor(seed), NOW);
    const added = await commit(host, { kind: 'add', keyPackage: pending.keyPackage });
    const welcome = added.welcome ?? new Uint8Array(0);
    const joined = must(await face.join(welcome, pending, circleId, NOW, findPsk));
    return { ...added, joined: joined.state, pskId: joined.pskId, pending };
  }
  async function trio() {
    const first = await seat(await face.createGroup(circleId, deviceFor(1), NOW), 2);
    const second = await seat(first.next, 3);
    return {
      alice: second.next,
      bob: await follow(first.joined, second.commit),
      claire: second.joined,
    };
  }
  async function expectAgreement(...states: State[]) {
    const secrets = await Promise.all(states.map((state) => face.exportAndScrub(state)));
    expect(new Set(secrets.map(({ epochSecret }) => epochSecret.join())).size).toBe(1);
    expect(new Set(states.map((state) => face.epochAuthenticator(state).join())).size).toBe(1);
    expect(new Set(states.map((state) => face.treeHash(state).join())).size).toBe(1);
    expect(new Set(states.map((state) => face.epochOf(state))).size).toBe(1);
    return secrets.map(({ state }) => state);
  }

  test('Alice founds a circle alone at epoch 0', async () => {
    const alice = await face.createGroup(circleId, deviceFor(1), NOW);
    expect(face.epochOf(alice)).toBe(0);
    expect(face.seats(alice)).toHaveLength(1);
    expect(face.seats(alice)[0]?.device.memberId).toEqual(deviceFor(1).memberId);
    await expect(
      face.createGroup(circleId, deviceFor(1, externalPsk.value), NOW),
    ).rejects.toThrow();
  });

  test('Bob and Claire sit down and agree on the epoch secret and the authenticator', async () => {
    const { alice, bob, claire } = await trio();
    await expectAgreement(alice, bob, claire);
    expect(face.seats(bob)).toEqual(face.seats(alice));
    expect(face.ownLeaf(claire)).toBe(2);
    expect(face.treeHash(alice)).toHaveLength(32);
    const seatedFour = await seat(alice, 4);
    expect(face.treeHash(seatedFour.next)).not.toEqual(face.treeHash(alice));
  });

  test('anyone may update, the view names the committer and carries the psk id', async () => {
    const { alice, bob, claire } = await trio();
    const update = await commit(claire, { kind: 'update' });
    const view = must(await face.inspect(alice, update.commit, NOW));
    expect(view.committer.device.memberId).toEqual(deviceFor(3).memberId);
    expect(view.change.kind).toBe('update');
    expect(view.pskId).toEqual(externalPsk.id);
    await expectAgreement(
      await follow(alice, update.commit),
      await follow(bob, update.commit),
      update.next,
    );
  });

  test('Eve, removed, processes nothing further; the others agree', async () => {
    const { alice, bob, claire: eve } = await trio();
    const remove = await commit(alice, { kind: 'remove', leaves: [face.ownLeaf(eve)] });
    const gone = must(await face.process(eve, remove.commit, NOW, findPsk));
    expect(gone.removed).toBe(true);
    const [after] = await expectAgreement(await follow(bob, remove.commit), remove.next);
    const update = await commit(remove.next, { kind: 'update' });
    expect((await face.process(gone.state, update.commit, NOW, findPsk)).ok).toBe(false);
    expect((await face.process(eve, update.commit, NOW, findPsk)).ok).toBe(false);
    expect(face.seats(after ?? bob)).toHaveLength(2);
    await expect(face.commit(gone.state, { kind: 'update' }, externalPsk, NOW)).rejects.toThrow();
  });

  test('who loses the race drops the own commit and follows the winner', async () => {
    const { alice, bob, claire } = await trio();
    const lost = await commit(alice, { kind: 'update' });
    const won = await commit(bob, { kind: 'update' });
    await expectAgreement(
      await follow(lost.state, won.commit),
      won.next,
      await follow(claire, won.commit),
    );
    const late = await face.process(won.next, lost.commit, NOW, findPsk);
    expect(late).toEqual({ ok: false, error: 'UnknownEpoch' });
  });

  test('a commit refused as stale is made again in the same epoch', async () => {
    const { alice, bob } = await trio();
    const refused = await commit(alice, { kind: 'update' });
    const again = await commit(refused.state, { kind: 'update' });
    await expectAgreement(await follow(bob, again.commit), again.next);
  });

  test('a freed leaf is taken again', async () => {
    const { alice, bob } = await trio();
    const remove = await commit(alice, { kind: 'remove', leaves: [2] });
    const added = await seat(remove.next, 4);
    const follower = await follow(await follow(bob, remove.commit), added.commit);
    await expectAgreement(follower, added.next, added.joined);
    expect(face.ownLeaf(added.joined)).toBe(2);
  });

  test('an encoded state goes on where it stood', async () => {
    const { alice, bob } = await trio();
    expect(() => face.encode(alice)).toThrow();
    const [stored = alice] = await expectAgreement(alice);
    const loaded = must(face.decode(face.encode(stored)));
    const update = await commit(loaded, { kind: 'update' });
    await expectAgreement(await follow(bob, update.commit), update.next);
  });

  test('without the psk a commit leaves its receiver out of step and changes nothing', async () => {
    const { alice, bob } = await trio();
    const update = await commit(alice, { kind: 'update' });
    const lost = await face.process(bob, update.commit, NOW, () => undefined);
    expect(lost).toEqual({ ok: false, error: 'Desync' });
    await expectAgreement(await follow(bob, update.commit), update.next);
  });

  test('a key package serves once and for seven days', async () => {
    const alice = await face.createGroup(circleId, deviceFor(1), NOW);
    const bob = await seat(alice, 2);
    const twice = await face.join(
      bob.welcome ?? externalPsk.id,
      bob.pending,
      circleId,
      NOW,
      findPsk,
    );
    expect(twice).toEqual({ ok: false, error: 'Faded' });
    expect(bob.pending.initPrivateKey.every((byte) => byte === 0)).toBe(true);
    const { keyPackage } = await face.makeKeyPackage(deviceFor(3), NOW);
    for (const late of [NOW + WEEK, NOW - WEEK]) {
      const read = await face.readKeyPackage(keyPackage, circleId, late);
      expect(read).toEqual({ ok: false, error: 'NotAuthentic' });
      expect((await face.commit(alice, { kind: 'add', keyPackage }, externalPsk, late)).ok).toBe(
        false,
      );
    }
    const added = await commit(bob.next, { kind: 'add', keyPackage });
    expect((await face.process(bob.joined, added.commit, NOW + WEEK, findPsk)).ok).toBe(false);
  });

  test('a device of another circle, or one that sits already, is not seated', async () => {
    const { alice } = await trio();
    const foreign = await face.makeKeyPackage(deviceFor(5, externalPsk.value), NOW);
    const seated = await face.makeKeyPackage(deviceFor(2), NOW);
    for (const { keyPackage } of [foreign, seated]) {
      expect((await face.commit(alice, { kind: 'add', keyPackage }, externalPsk, NOW)).ok).toBe(
        false,
      );
    }
  });

  test('bytes from outside never throw', async () => {
    const { alice, bob } = await trio();
    const pending = await face.makeKeyPackage(deviceFor(5), NOW);
    for (const bytes of [new Uint8Array(0), new Uint8Array(3), new Uint8Array(400).fill(255)]) {
      expect((await face.process(alice, bytes, NOW, findPsk)).ok).toBe(false);
      expect((await face.join(bytes, pending, circleId, NOW, findPsk)).ok).toBe(false);
      expect((await face.readKeyPackage(bytes, circleId, NOW)).ok).toBe(false);
      expect(face.decode(bytes).ok).toBe(false);
    }
    expect((await face.process(bob, pending.keyPackage, NOW, findPsk)).ok).toBe(false);
  });
}

describe('mls', () => contract(mlsGroup));
describe('model', () => contract(modelGroup));
