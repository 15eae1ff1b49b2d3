import { concat } from './bytes.ts';
import { hash } from './kdf.ts';
import { sign, verify, type SigningKeyPair } from './signature.ts';

/** PROTOCOL.md §2: what a leaf says of its device, and the member key's certificate over it. */

export const DEVICE_EXTENSION = 0xf0c2;

/** All 32 bytes. `staticKey` is the device's static X25519 key, `hedgeKeyHash` H(HK). */
export type DevicePublic = {
  readonly memberId: Uint8Array;
  readonly signatureKey: Uint8Array;
  readonly staticKey: Uint8Array;
  readonly hedgeKeyHash: Uint8Array;
};

export type DeviceIdentity = {
  readonly memberId: Uint8Array;
  /** 64 bytes, by the member key */
  readonly certificate: Uint8Array;
  readonly signing: SigningKeyPair;
  readonly staticKey: Uint8Array;
  readonly hedgeKeyHash: Uint8Array;
};

function certified(circleId: Uint8Array, device: DevicePublic): Uint8Array {
  const { memberId, signatureKey, staticKey, hedgeKeyHash } = device;
  return hash('device', concat(memberId, signatureKey, staticKey, hedgeKeyHash, circleId));
}

export function certifyDevice(
  circleId: Uint8Array,
  member: SigningKeyPair,
  signing: SigningKeyPair,
  staticKey: Uint8Array,
  hedgeKeyHash: Uint8Array,
): DeviceIdentity {
  const memberId = member.publicKey;
  const device = { memberId, signatureKey: signing.publicKey, staticKey, hedgeKeyHash };
  const certificate = sign(member.secretKey, certified(circleId, device));
  return { memberId, certificate, signing, staticKey, hedgeKeyHash };
}

/** Credential identity (96 bytes) and extension content (64 bytes). */
export function encodeDeviceLeaf(device: DeviceIdentity): {
  readonly identity: Uint8Array;
  readonly extension: Uint8Array;
} {
  return {
    identity: concat(device.memberId, device.certificate),
    extension: concat(device.staticKey, device.hedgeKeyHash),
  };
}

/** Undefined where the lengths or the certificate are wrong. */
export function readDeviceLeaf(
  circleId: Uint8Array,
  signatureKey: Uint8Array,
  identity: Uint8Array,
  extension: Uint8Array,
): DevicePublic | undefined {
  if (signatureKey.length !== 32 || identity.length !== 96 || extension.length !== 64)
    return undefined;
  const device = {
    memberId: identity.slice(0, 32),
    signatureKey,
    staticKey: extension.slice(0, 32),
    hedgeKeyHash: extension.slice(32),
  };
  const isCertified = verify(device.memberId, certified(circleId, device), identity.slice(32));
  return isCertified ? device : undefined;
}
