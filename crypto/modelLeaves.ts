import { encode as encodeCbor } from 'cborg';
import { isAgreementKey } from './agreementKey.ts';
import { toHex } from './bytes.ts';
import { readDeviceLeaf, type DevicePublic } from './deviceLeaf.ts';
import { isLifetimeValid, type Candidate } from './groupFace.ts';
import { hash } from './kdf.ts';

/** Leaves and key packages of `modelGroup.ts`: real certificates, and nothing else that is secret. */

export type ModelKeyPackage = {
  readonly signatureKey: Uint8Array;
  readonly identity: Uint8Array;
  readonly extension: Uint8Array;
  readonly notBefore: number;
  readonly notAfter: number;
  /** tells two key packages of a device apart */
  readonly serial: number;
};

export type ModelLeaf = Omit<ModelKeyPackage, 'notBefore' | 'notAfter' | 'serial'>;

export const isKeyPackage = (value: Partial<ModelKeyPackage>) =>
  value.identity instanceof Uint8Array &&
  value.extension instanceof Uint8Array &&
  value.signatureKey instanceof Uint8Array;

export const refOf = (keyPackage: ModelKeyPackage) => hash('model-ref', encodeCbor(keyPackage));

/** Certificates that have been checked: a long schedule meets the same few leaves at every turn. */
const checked = new Map<string, DevicePublic | undefined>();

export function deviceOf(circleId: Uint8Array, leaf: ModelLeaf): DevicePublic | undefined {
  const { signatureKey, identity, extension } = leaf;
  const name = [circleId, signatureKey, identity, extension].map(toHex).join('/');
  const check = () => readDeviceLeaf(circleId, signatureKey, identity, extension);
  if (!checked.has(name)) checked.set(name, check());
  return checked.get(name);
}

export function candidateOf(
  keyPackage: ModelKeyPackage,
  circleId: Uint8Array,
  now: number,
): Candidate | undefined {
  const device = deviceOf(circleId, keyPackage);
  const isLive = isLifetimeValid(keyPackage.notBefore, keyPackage.notAfter, now);
  const isSound = device !== undefined && isAgreementKey(device.staticKey);
  return isSound && isLive ? { ref: refOf(keyPackage), device } : undefined;
}

export function leafOf({ signatureKey, identity, extension }: ModelKeyPackage): ModelLeaf {
  return { signatureKey, identity, extension };
}
