import { encode } from 'ts-mls/codec/tlsEncoder.js';
import { encryptWithLabel } from 'ts-mls/crypto/hpke.js';
import { groupContextEncoder } from 'ts-mls/groupContext.js';
import { signLeafNodeCommit } from 'ts-mls/leafNode.js';
import { calculateParentHash } from 'ts-mls/parentHash.js';
import type { PathSecret } from 'ts-mls/updatePath.js';
import {
  DEVICE_EXTENSION,
  encodeDeviceLeaf,
  type DeviceIdentity,
} from '../../crypto/deviceLeaf.ts';
import {
  applyProposals,
  applyUpdatePath,
  cipherSuite,
  clientConfig,
  createConfirmationTag,
  createContentCommitSignature,
  createUpdatePath,
  EMPTY,
  encodeMlsMessage,
  getCommitSecret,
  initializeEpoch,
  nextEpochContext,
  protect,
  toLeafIndex,
  toNodeIndex,
  treeHashRoot,
  withConfig,
  type MlsGroup,
  type Proposal,
  type RatchetTree,
  type UpdatePath,
} from '../../crypto/group.ts';
import { externalPsk } from './mlsCircle.ts';

/** `tree` and `secrets` are those of the sound path. */
export type AlterPath = (
  path: UpdatePath,
  tree: RatchetTree,
  secrets: readonly PathSecret[],
) => UpdatePath | Promise<UpdatePath>;

/**
 * An update as a member's own software could build it: sound by signature, parent hash and confirmation
 * tag, but its leaf tells of `device` and its path is what `alter` makes of it.
 */
export async function hostileUpdate(
  state: MlsGroup,
  { device, alter }: { device?: DeviceIdentity; alter?: AlterPath },
): Promise<Uint8Array> {
  const cs = await cipherSuite();
  const { groupContext, signaturePrivateKey, keySchedule } = state;
  const own = toLeafIndex(state.privatePath.leafIndex);
  const pskNonce = cs.rng.randomBytes(32);
  const psk: Proposal = {
    proposalType: 'psk',
    psk: { preSharedKeyId: { psktype: 'external', pskId: externalPsk.id, pskNonce } },
  };
  const proposals = [{ proposalOrRefType: 'proposal' as const, proposal: psk }];
  const findPsk = () => externalPsk.value;
  const { pskSecret } = await applyProposals(
    withConfig(state),
    proposals,
    own,
    { findPsk },
    false,
    cs,
  );
  const before = state.ratchetTree.slice();
  const node = before[own * 2];
  if (device && node?.nodeType === 'leaf') {
    const { identity, extension } = encodeDeviceLeaf(device);
    const leaf = {
      ...node.leaf,
      signaturePublicKey: device.signing.publicKey,
      credential: { credentialType: 'basic' as const, identity },
      extensions: [{ extensionType: DEVICE_EXTENSION, extensionData: extension }],
    };
    before[own * 2] = { nodeType: 'leaf', leaf };
  }
  const leafKey = device?.signing.secretKey ?? signaturePrivateKey;
  const made = await createUpdatePath(before, own, groupContext, leafKey, cs);
  const [soundTree, sound, pathSecrets] = made;
  const path = alter ? await alter(sound, soundTree, pathSecrets) : sound;
  const tree = await applyUpdatePath(before, own, path, cs.hash);
  const root = pathSecrets.at(-1);
  if (!root) throw new Error('a circle of one has no path');
  const commitSecret = await getCommitSecret(
    tree,
    toNodeIndex(root.nodeIndex),
    root.secret,
    cs.kdf,
  );
  const { signature, framedContent } = await createContentCommitSignature(
    groupContext,
    'mls_private_message',
    { proposals, path },
    { senderType: 'member', leafIndex: own },
    EMPTY,
    signaturePrivateKey,
    cs.signature,
  );
  const nextContext = await nextEpochContext(
    groupContext,
    'mls_private_message',
    framedContent,
    signature,
    await treeHashRoot(tree, cs.hash),
    state.confirmationTag,
    cs.hash,
  );
  const { initSecret, senderDataSecret } = keySchedule;
  const epoch = await initializeEpoch(initSecret, commitSecret, nextContext, pskSecret, cs.kdf);
  const confirmationTag = await createConfirmationTag(
    epoch.keySchedule.confirmationKey,
    nextContext.confirmedTranscriptHash,
    cs.hash,
  );
  const { privateMessage } = await protect(
    senderDataSecret,
    EMPTY,
    groupContext,
    state.secretTree,
    { ...framedContent, auth: { contentType: 'commit', signature, confirmationTag } },
    own,
    clientConfig.paddingConfig,
    cs,
  );
  return encodeMlsMessage({ version: 'mls10', wireformat: 'mls_private_message', privateMessage });
}

async function signAgain(state: MlsGroup, path: UpdatePath, change: object): Promise<UpdatePath> {
  const { signature: _, ...leaf } = path.leafNode;
  const { groupId } = state.groupContext;
  const tbs = { ...leaf, ...change, groupId, leafIndex: state.privatePath.leafIndex };
  const { signature } = await cipherSuite();
  return { ...path, leafNode: await signLeafNodeCommit(tbs, state.signaturePrivateKey, signature) };
}

/** The leaf's HPKE key becomes this one. */
export function withLeafKey(state: MlsGroup, hpkePublicKey: Uint8Array): AlterPath {
  return (path) => signAgain(state, path, { hpkePublicKey });
}

/** Every node of the path gets this key and not the one that its secret gives; all is sealed for that tree. */
export function withNodeKey(state: MlsGroup, hpkePublicKey: Uint8Array): AlterPath {
  return async (path, tree, secrets) => {
    const cs = await cipherSuite();
    const { groupContext, ratchetTree } = state;
    const own = toLeafIndex(state.privatePath.leafIndex);
    const altered = tree.map((node, at) =>
      node?.nodeType === 'parent' && secrets.some(({ nodeIndex }) => nodeIndex === at)
        ? { ...node, parent: { ...node.parent, hpkePublicKey } }
        : node,
    );
    const [parentHash] = await calculateParentHash(altered, toNodeIndex(own * 2), cs.hash);
    const nodes = path.nodes.map((node) => ({ ...node, hpkePublicKey }));
    const unsealed = await signAgain(state, { ...path, nodes }, { parentHash });
    const after = await applyUpdatePath(ratchetTree, own, unsealed, cs.hash);
    const context = encode(groupContextEncoder)({
      ...groupContext,
      epoch: groupContext.epoch + 1n,
      treeHash: await treeHashRoot(after, cs.hash),
    });
    const sealTo = async (at: number, secret: Uint8Array) => {
      const node = ratchetTree[at];
      if (!node) throw new Error('nobody there');
      const key = node.nodeType === 'leaf' ? node.leaf.hpkePublicKey : node.parent.hpkePublicKey;
      const to = await cs.hpke.importPublicKey(key);
      const sealed = await encryptWithLabel(to, 'UpdatePathNode', context, secret, cs.hpke);
      return { kemOutput: sealed.enc, ciphertext: sealed.ct };
    };
    const resealed = secrets.map(async ({ sendTo, secret }) => ({
      hpkePublicKey,
      encryptedPathSecret: await Promise.all(sendTo.map((at) => sealTo(at, secret))),
    }));
    return { ...unsealed, nodes: await Promise.all(resealed) };
  };
}
