import { beforeAll, describe, expect, test } from 'vitest';
import type { UpdatePath } from 'ts-mls';
import { certifyDevice } from '../../crypto/deviceLeaf.ts';
import type { MlsGroup } from '../../crypto/group.ts';
import { hash } from '../../crypto/kdf.ts';
import { mlsGroup } from '../../crypto/mlsGroup.ts';
import { signingKeyPairFromSeed } from '../../crypto/signature.ts';
import { sodiumReady } from '../../crypto/sodium.ts';
import { hostileUpdate, withNodeKey } from '../support/hostileCommit.ts';
import { circleId, deviceFor, findPsk, NOW, seatThree } from '../support/mlsCircle.ts';

// Eve commits with software of her own: every commit here is sound but for the one thing its test names.

const notAuthentic = { ok: false, error: 'NotAuthentic' };
let alice: MlsGroup;
let bob: MlsGroup;
let eve: MlsGroup;

beforeAll(() => sodiumReady);
beforeAll(async () => {
  ({ alice, bob, eve } = await seatThree());
});

const by = (reader: MlsGroup, commit: Uint8Array) => mlsGroup.process(reader, commit, NOW, findPsk);

test('a path that changes nothing but keys is followed', async () => {
  const commit = await hostileUpdate(eve, { device: deviceFor(3) });
  expect((await by(alice, commit)).ok).toBe(true);
  expect((await by(bob, commit)).ok).toBe(true);
});

describe('a path whose leaf tells of another device is refused', () => {
  const pair = (seed: number) => signingKeyPairFromSeed(new Uint8Array(32).fill(seed));
  const device = deviceFor;
  const certify = (member: number, signing: number, staticKey: Uint8Array, hedge: Uint8Array) =>
    certifyDevice(circleId, pair(member), pair(signing), staticKey, hedge);

  test.each(['member', 'signature key', 'static key', 'hedge key'])('another %s', async (what) => {
    const { staticKey, hedgeKeyHash } = device(3);
    const other = hash('other', new Uint8Array(1));
    const altered = certify(
      what === 'member' ? 33 : 3,
      what === 'signature key' ? 133 : 103,
      what === 'static key' ? other : staticKey,
      what === 'hedge key' ? other : hedgeKeyHash,
    );
    const commit = await hostileUpdate(eve, { device: altered });
    expect(await mlsGroup.inspect(alice, commit, NOW)).toEqual(notAuthentic);
    expect(await by(alice, commit)).toEqual(notAuthentic);
    expect(await by(bob, commit)).toEqual(notAuthentic);
  });
});

describe('a path that is not sealed to each device exactly once is refused by all alike', () => {
  const withCiphertexts =
    (
      change: (
        sealed: UpdatePath['nodes'][number]['encryptedPathSecret'],
      ) => UpdatePath['nodes'][number]['encryptedPathSecret'],
    ) =>
    (path: UpdatePath): UpdatePath => ({
      ...path,
      nodes: path.nodes.map((node) => ({
        ...node,
        encryptedPathSecret: change(node.encryptedPathSecret),
      })),
    });

  test('Bob is left out, whom Alice would leave behind', async () => {
    const alter = withCiphertexts((sealed) => sealed.slice(0, -1));
    const commit = await hostileUpdate(eve, { alter });
    expect(await by(alice, commit)).toEqual(notAuthentic);
    expect(await by(bob, commit)).toEqual(notAuthentic);
  });

  test('somebody who is not there gets one too', async () => {
    const alter = withCiphertexts((sealed) => [...sealed, ...sealed.slice(-1)]);
    const commit = await hostileUpdate(eve, { alter });
    expect(await by(alice, commit)).toEqual(notAuthentic);
    expect(await by(bob, commit)).toEqual(notAuthentic);
  });
});

test('a node key that is not the one its secret gives is followed by nobody below the node', async () => {
  const alter = withNodeKey(eve, new Uint8Array(32).fill(9));
  const commit = await hostileUpdate(eve, { alter });
  expect(await by(alice, commit)).toEqual({ ok: false, error: 'Desync' });
  expect(await by(bob, commit)).toEqual({ ok: false, error: 'Desync' });
});
