import { createGroup, decodeMlsMessage } from 'ts-mls';
import { signKeyPackage } from 'ts-mls/keyPackage.js';
import { signLeafNodeKeyPackage } from 'ts-mls/leafNode.js';
import { beforeAll, describe, expect, test } from 'vitest';
import { isAgreementKey } from '../../crypto/agreementKey.ts';
import { fromHex } from '../../crypto/bytes.ts';
import { certifyDevice, type DeviceIdentity } from '../../crypto/deviceLeaf.ts';
import {
  cipherSuite,
  clientConfig,
  encodeMlsMessage,
  type KeyPackage,
  type MlsGroup,
} from '../../crypto/group.ts';
import { buildCommit, settle } from '../../crypto/mlsCommit.ts';
import { mlsGroup } from '../../crypto/mlsGroup.ts';
import { modelGroup } from '../../crypto/modelGroup.ts';
import { signingKeyPairFromSeed } from '../../crypto/signature.ts';
import { sodiumReady } from '../../crypto/sodium.ts';
import { hostileUpdate, withLeafKey, withNodeKey } from '../support/hostileCommit.ts';
import {
  circleId,
  deviceFor,
  externalPsk,
  findPsk,
  must,
  NOW,
  seatThree,
} from '../support/mlsCircle.ts';

// With a public key of small order every shared secret is zero: what is sealed to it is open to all, or cannot
// be sealed at all, so that nobody could make a path any more.

const SMALL_ORDER = [
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
  '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
].map(fromHex);
const notAuthentic = { ok: false, error: 'NotAuthentic' };
const [zero = new Uint8Array(32), , orderEight = zero] = SMALL_ORDER;

let alice: MlsGroup;
let bob: MlsGroup;
let eve: MlsGroup;

beforeAll(() => sodiumReady);
beforeAll(async () => {
  ({ alice, bob, eve } = await seatThree());
});

test('each point of small order is known, whatever its highest bit', () => {
  for (const point of SMALL_ORDER) {
    const withHighBit = point.slice();
    withHighBit[31] = (withHighBit[31] ?? 0) | 0x80;
    expect(isAgreementKey(point)).toBe(false);
    expect(isAgreementKey(withHighBit)).toBe(false);
  }
  expect(isAgreementKey(new Uint8Array(31).fill(9))).toBe(false);
  expect(isAgreementKey(new Uint8Array(32).fill(9))).toBe(true);
  expect(isAgreementKey(deviceFor(1).staticKey)).toBe(true);
});

type Keys = { initKey?: Uint8Array; hpkePublicKey?: Uint8Array; device?: DeviceIdentity };

function deviceWithStaticKey(staticKey: Uint8Array): DeviceIdentity {
  const pair = (seed: number) => signingKeyPairFromSeed(new Uint8Array(32).fill(seed));
  return certifyDevice(circleId, pair(4), pair(104), staticKey, deviceFor(4).hedgeKeyHash);
}

/** Mallory's, signed in order, with the keys asked for. */
async function hostileKeyPackage({ initKey, hpkePublicKey, device = deviceFor(4) }: Keys) {
  const cs = await cipherSuite();
  const pending = await mlsGroup.makeKeyPackage(device, NOW);
  const [message] = decodeMlsMessage(pending.keyPackage, 0) ?? [];
  if (message?.wireformat !== 'mls_key_package') throw new Error('no key package');
  const { signature: _, leafNode, ...sound } = message.keyPackage;
  const { signature: _leaf, ...leaf } = leafNode;
  const { secretKey } = device.signing;
  const keyPackage: KeyPackage = await signKeyPackage(
    {
      ...sound,
      initKey: initKey ?? sound.initKey,
      leafNode: await signLeafNodeKeyPackage(
        { ...leaf, hpkePublicKey: hpkePublicKey ?? leaf.hpkePublicKey },
        secretKey,
        cs.signature,
      ),
    },
    secretKey,
    cs.signature,
  );
  const bytes = encodeMlsMessage({ version: 'mls10', wireformat: 'mls_key_package', keyPackage });
  return { keyPackage, bytes, pending };
}

describe('a key package is refused by whom it is shown to and by whom it is seated before', () => {
  test('it is accepted when its keys are sound', async () => {
    const { keyPackage, bytes } = await hostileKeyPackage({});
    expect((await mlsGroup.readKeyPackage(bytes, circleId, NOW)).ok).toBe(true);
    const added = await buildCommit(eve, { kind: 'add', keyPackage }, externalPsk);
    const commit = added?.commit ?? zero;
    expect((await mlsGroup.process(alice, commit, NOW, findPsk)).ok).toBe(true);
  });

  const cases: readonly (readonly [string, (key: Uint8Array) => Keys])[] = [
    ['leaf key', (hpkePublicKey) => ({ hpkePublicKey })],
    ['static key', (staticKey) => ({ device: deviceWithStaticKey(staticKey) })],
    ['init key', (initKey) => ({ initKey })],
  ];
  test.each(cases)('its %s has small order', async (what, keysWith) => {
    for (const key of SMALL_ORDER) {
      const { bytes } = await hostileKeyPackage(keysWith(key));
      expect(await mlsGroup.readKeyPackage(bytes, circleId, NOW)).toEqual(notAuthentic);
    }
    const { keyPackage, bytes } = await hostileKeyPackage(keysWith(orderEight));
    const add = { kind: 'add', keyPackage: bytes } as const;
    expect(await mlsGroup.commit(alice, add, externalPsk, NOW)).toEqual(notAuthentic);
    // To such an init key no Welcome can be sealed by honest software: Eve has none to build the commit with.
    if (what === 'init key') return;
    const added = await buildCommit(eve, { kind: 'add', keyPackage }, externalPsk);
    if (!added) throw new Error('not built');
    expect(await mlsGroup.process(alice, added.commit, NOW, findPsk)).toEqual(notAuthentic);
  });

  test('the model says the same of a static key', async () => {
    const { keyPackage } = await modelGroup.makeKeyPackage(deviceWithStaticKey(zero), NOW);
    expect(await modelGroup.readKeyPackage(keyPackage, circleId, NOW)).toEqual(notAuthentic);
  });
});

describe('a path is refused by all alike', () => {
  const leafKey = (key: Uint8Array) => withLeafKey(eve, key);
  const nodeKey = (key: Uint8Array) => withNodeKey(eve, key);

  test.each([
    ['leaf key', leafKey],
    ['node key', nodeKey],
  ] as const)('its %s has small order', async (_what, alterTo) => {
    const sound = await hostileUpdate(eve, { alter: alterTo(new Uint8Array(32).fill(9)) });
    expect((await mlsGroup.inspect(alice, sound, NOW)).ok).toBe(true);
    for (const key of [zero, orderEight]) {
      const commit = await hostileUpdate(eve, { alter: alterTo(key) });
      expect(await mlsGroup.process(alice, commit, NOW, findPsk)).toEqual(notAuthentic);
      expect(await mlsGroup.process(bob, commit, NOW, findPsk)).toEqual(notAuthentic);
    }
  });
});

test('nobody joins a circle whose founder sits on a key of small order', async () => {
  const cs = await cipherSuite();
  const foundedWith = async (hpkePublicKey: Uint8Array) => {
    const { keyPackage, pending } = await hostileKeyPackage({ hpkePublicKey });
    const keys = {
      initPrivateKey: pending.initPrivateKey,
      hpkePrivateKey: pending.leafPrivateKey,
      signaturePrivateKey: pending.signaturePrivateKey,
    };
    const founded = await createGroup(circleId, keyPackage, keys, [], cs, clientConfig);
    const joiner = await mlsGroup.makeKeyPackage(deviceFor(5), NOW);
    const [message] = decodeMlsMessage(joiner.keyPackage, 0) ?? [];
    if (message?.wireformat !== 'mls_key_package') throw new Error('no key package');
    const add = { kind: 'add', keyPackage: message.keyPackage } as const;
    const added = await buildCommit(settle(founded), add, externalPsk);
    return mlsGroup.join(added?.welcome ?? zero, joiner, circleId, NOW, findPsk);
  };
  must(await foundedWith(new Uint8Array(32).fill(9)));
  expect(await foundedWith(orderEight)).toEqual(notAuthentic);
});
