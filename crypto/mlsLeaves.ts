import { isAgreementKey } from './agreementKey.ts';
import { equalBytes, toHex } from './bytes.ts';
import { DEVICE_EXTENSION, readDeviceLeaf, type DevicePublic } from './deviceLeaf.ts';
import {
  cipherSuite,
  makeKeyPackageRef,
  SUITE,
  verifyKeyPackage,
  verifyLeafNodeSignatureKeyPackage,
  type KeyPackage,
  type LeafNode,
  type MlsGroup,
  type RatchetTree,
} from './group.ts';
import { isLifetimeValid, type Candidate, type Seat } from './groupFace.ts';
import { sodium } from './sodium.ts';

function deviceOf(circleId: Uint8Array, leaf: LeafNode): DevicePublic | undefined {
  const [extension, ...others] = leaf.extensions;
  if (extension?.extensionType !== DEVICE_EXTENSION || others.length > 0) return undefined;
  const { credential, capabilities } = leaf;
  if (credential.credentialType !== 'basic' || !capabilities.credentials.includes('basic'))
    return undefined;
  if (!capabilities.extensions.includes(DEVICE_EXTENSION)) return undefined;
  return readDeviceLeaf(
    circleId,
    leaf.signaturePublicKey,
    credential.identity,
    extension.extensionData,
  );
}

function leafAt(tree: RatchetTree, index: number): LeafNode | undefined {
  const node = tree[index * 2];
  return node?.nodeType === 'leaf' ? node.leaf : undefined;
}

/** Undefined where one leaf is not certified, or a key stands twice (the library does not compare them all). */
export function seatsIn(circleId: Uint8Array, tree: RatchetTree): Seat[] | undefined {
  const keys = tree.flatMap((node) => {
    if (node === undefined) return [];
    return node.nodeType === 'leaf'
      ? [node.leaf.hpkePublicKey, node.leaf.signaturePublicKey]
      : [node.parent.hpkePublicKey];
  });
  if (keys.some((key) => key.length !== 32)) return undefined;
  if (new Set(keys.map(toHex)).size !== keys.length) return undefined;
  const found: Seat[] = [];
  for (let leaf = 0; leaf * 2 < tree.length; leaf += 1) {
    const node = leafAt(tree, leaf);
    const device = node && deviceOf(circleId, node);
    if (node && !device) return undefined;
    if (device) found.push({ leaf, device });
  }
  return found;
}

/** Every key of the tree that others seal to or agree with is one that they can. Asked once, on joining. */
export function areKeysSound(tree: RatchetTree, seats: readonly Seat[]): boolean {
  const hpkeKeys = tree.flatMap((node) => {
    if (node === undefined) return [];
    return node.nodeType === 'leaf' ? [node.leaf.hpkePublicKey] : [node.parent.hpkePublicKey];
  });
  return [...hpkeKeys, ...seats.map(({ device }) => device.staticKey)].every(isAgreementKey);
}

/**
 * RFC 9420 §7.5, which the library leaves out: the keys that a path's secrets gave are the ones that it states.
 * Else whoever seals to such a node later, in good faith, would lock out all below it.
 */
export function ownsItsPath({ privatePath, ratchetTree }: MlsGroup): boolean {
  return Object.entries(privatePath.privateKeys).every(([at, key]) => {
    const node = ratchetTree[Number(at)];
    if (node?.nodeType !== 'parent') return true;
    return equalBytes(sodium.crypto_scalarmult_base(key), node.parent.hpkePublicKey);
  });
}

export async function candidateOf(
  keyPackage: KeyPackage,
  circleId: Uint8Array,
  now: number,
): Promise<Candidate | undefined> {
  const cs = await cipherSuite();
  const { leafNode } = keyPackage;
  const device = deviceOf(circleId, leafNode);
  const { notBefore, notAfter } = leafNode.lifetime;
  if (!device || !isLifetimeValid(Number(notBefore), Number(notAfter), now)) return undefined;
  if (keyPackage.cipherSuite !== SUITE || keyPackage.extensions.length > 0) return undefined;
  const agreementKeys = [keyPackage.initKey, leafNode.hpkePublicKey, device.staticKey];
  if (!agreementKeys.every(isAgreementKey)) return undefined;
  if (!(await verifyLeafNodeSignatureKeyPackage(leafNode, cs.signature))) return undefined;
  if (!(await verifyKeyPackage(keyPackage, cs.signature))) return undefined;
  return { ref: await makeKeyPackageRef(keyPackage, cs.hash), device };
}
