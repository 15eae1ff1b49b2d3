import {
  ciphersuites,
  decodeMlsMessage,
  defaultKeyPackageEqualityConfig,
  defaultPaddingConfig,
  encodeMlsMessage,
  getCiphersuiteFromName,
  getCiphersuiteImpl,
  type CiphersuiteImpl,
  type ClientConfig,
  type ClientState,
  type GroupState,
  type MLSMessage,
} from 'ts-mls';
import { equalBytes } from './bytes.ts';
import { sign, verify } from './signature.ts';

/** The only file that knows ts-mls: what of it is used, and how it is set up. The face is in `mlsGroup.ts`. */

export {
  createGroup,
  decodeGroupState,
  encodeGroupState,
  encodeMlsMessage,
  generateKeyPackageWithKey,
  joinGroupWithExtensions,
  mlsExporter,
  processPrivateMessage,
  type KeyPackage,
  type LeafNode,
  type MlsPrivateMessage,
  type PreSharedKeyID,
  type Proposal,
  type ProposalOrRef,
  type RatchetTree,
  type UpdatePath,
} from 'ts-mls';
export {
  applyProposals,
  nextEpochContext,
  validateLeafNodeUpdateOrCommit,
} from 'ts-mls/clientState.js';
export { createGroupInfoWithRatchetTree } from 'ts-mls/createCommit.js';
export { createConfirmationTag, createContentCommitSignature } from 'ts-mls/framedContent.js';
export { makeKeyPackageRef, verifyKeyPackage } from 'ts-mls/keyPackage.js';
export { initializeEpoch } from 'ts-mls/keySchedule.js';
export { verifyLeafNodeSignatureKeyPackage } from 'ts-mls/leafNode.js';
export { protect, unprotectPrivateMessage } from 'ts-mls/messageProtection.js';
export { getCommitSecret, pathToPathSecrets } from 'ts-mls/pathSecrets.js';
export { mergePrivateKeyPaths, toPrivateKeyPath, updateLeafKey } from 'ts-mls/privateKeyPath.js';
export { filteredDirectPathAndCopathResolution } from 'ts-mls/ratchetTree.js';
export { allSecretTreeValues, createSecretTree } from 'ts-mls/secretTree.js';
export { treeHashRoot } from 'ts-mls/treeHash.js';
export { leafWidth, toLeafIndex, toNodeIndex } from 'ts-mls/treemath.js';
export { applyUpdatePath, createUpdatePath } from 'ts-mls/updatePath.js';
export { encryptGroupInfo, encryptGroupSecrets } from 'ts-mls/welcome.js';

export const SUITE =
  'MLS_128_DHKEMX25519_CHACHA20POLY1305_SHA256_Ed25519' satisfies keyof typeof ciphersuites;
export const EMPTY = new Uint8Array(0);

/** Opaque outside this file. */
export type MlsGroup = GroupState;

export const clientConfig: ClientConfig = {
  keyRetentionConfig: {
    retainKeysForEpochs: 1, // 0 keeps all
    retainKeysForGenerations: 1,
    maximumForwardRatchetSteps: 200,
  },
  lifetimeConfig: { maximumTotalLifetime: 604_800n, validateLifetimeOnReceive: false },
  keyPackageEqualityConfig: defaultKeyPackageEqualityConfig,
  paddingConfig: defaultPaddingConfig,
  // The certificate needs the whole leaf: `deviceOf` checks it wherever a leaf enters the tree.
  authService: {
    validateCredential: async (credential) =>
      credential.credentialType === 'basic' && credential.identity.length === 96,
  },
};

/** Suite 3, signatures by libsodium. */
export async function cipherSuite(): Promise<CiphersuiteImpl> {
  const implementation = await getCiphersuiteImpl(getCiphersuiteFromName(SUITE));
  return {
    ...implementation,
    signature: {
      sign: async (key, message) => sign(key, message),
      verify: async (key, message, signature) => verify(key, message, signature),
      keygen: () => Promise.reject(new Error('signing keys come from the caller')),
    },
  };
}

/** The library reports hostile bytes by throwing. */
export async function attempt<Value>(
  run: () => Promise<Value | undefined>,
): Promise<Value | undefined> {
  try {
    return await run();
  } catch {
    return undefined;
  }
}

export function withConfig(state: MlsGroup): ClientState {
  return { ...state, unappliedProposals: {}, clientConfig };
}

export function readMessage(bytes: Uint8Array): MLSMessage | undefined {
  try {
    const [message, length] = decodeMlsMessage(bytes, 0) ?? [];
    return message && length === bytes.length && equalBytes(encodeMlsMessage(message), bytes)
      ? message
      : undefined;
  } catch {
    return undefined;
  }
}
