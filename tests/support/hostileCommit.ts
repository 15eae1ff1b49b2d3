import type { DeviceIdentity } from '../../crypto/deviceLeaf.ts';
import { DEVICE_EXTENSION, encodeDeviceLeaf } from '../../crypto/deviceLeaf.ts';
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

/** `tree` is the one that the sound path would give. */
export type AlterPath = (path: UpdatePath, tree: RatchetTree) => UpdatePath | Promise<UpdatePath>;

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
  const path = alter ? await alter(sound, soundTree) : sound;
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
