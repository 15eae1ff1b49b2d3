import {
  allSecretTreeValues,
  applyProposals,
  cipherSuite,
  clientConfig,
  createConfirmationTag,
  createContentCommitSignature,
  createGroupInfoWithRatchetTree,
  createSecretTree,
  createUpdatePath,
  EMPTY,
  encodeMlsMessage,
  encryptGroupInfo,
  encryptGroupSecrets,
  getCommitSecret,
  initializeEpoch,
  leafWidth,
  makeKeyPackageRef,
  mergePrivateKeyPaths,
  nextEpochContext,
  pathToPathSecrets,
  protect,
  SUITE,
  toLeafIndex,
  toNodeIndex,
  toPrivateKeyPath,
  treeHashRoot,
  updateLeafKey,
  withConfig,
  type KeyPackage,
  type MlsGroup,
  type PreSharedKeyID,
  type Proposal,
} from './group.ts';
import type { Committed, ExternalPsk } from './groupFace.ts';
import { sodium } from './sodium.ts';

/**
 * Commits are built here and not by the library's builder: that one reads the machine's clock, and leaves
 * the path out of an update that carries a PSK.
 */

/** Nothing of earlier epochs, no private key of a node that is blank. */
export function settle(state: MlsGroup): MlsGroup {
  const { leafIndex, privateKeys } = state.privatePath;
  const kept: Record<number, Uint8Array> = {};
  for (const [node, key] of Object.entries(privateKeys)) {
    if (state.ratchetTree[Number(node)]) kept[Number(node)] = key;
  }
  return {
    groupContext: state.groupContext,
    keySchedule: state.keySchedule,
    secretTree: state.secretTree,
    ratchetTree: state.ratchetTree,
    privatePath: { leafIndex, privateKeys: kept },
    signaturePrivateKey: state.signaturePrivateKey,
    unappliedProposals: {},
    confirmationTag: state.confirmationTag,
    historicalReceiverData: new Map(),
    groupActiveState: state.groupActiveState,
  };
}

/** Every secret of `before` that `after` does not hold. */
export function secretsLeftBehind(before: MlsGroup, after: MlsGroup | undefined): Uint8Array[] {
  const { epochAuthenticator: _public, ...secrets } = before.keySchedule;
  const kept = new Set(Object.values(after?.privatePath.privateKeys ?? {}));
  return [
    ...Object.values<Uint8Array>(secrets),
    ...allSecretTreeValues(before.secretTree).filter((secret) => secret !== undefined),
    ...Object.values(before.privatePath.privateKeys).filter((key) => !kept.has(key)),
  ];
}

export type MlsChange =
  | { readonly kind: 'add'; readonly keyPackage: KeyPackage }
  | { readonly kind: 'remove'; readonly leaves: readonly number[] }
  | { readonly kind: 'update' };

function proposalsOf(change: MlsChange): Proposal[] {
  if (change.kind === 'add')
    return [{ proposalType: 'add', add: { keyPackage: change.keyPackage } }];
  if (change.kind === 'update') return [];
  return change.leaves.map((removed) => ({ proposalType: 'remove', remove: { removed } }));
}

/** RFC 9420 §12.4.1: inline proposals, a path unless it adds, PrivateMessage without associated data. */
export async function buildCommit(
  state: MlsGroup,
  change: MlsChange,
  externalPsk: ExternalPsk,
): Promise<Committed<MlsGroup> | undefined> {
  const cs = await cipherSuite();
  const own = toLeafIndex(state.privatePath.leafIndex);
  const { groupContext, signaturePrivateKey, keySchedule } = state;
  const pskNonce = cs.rng.randomBytes(32);
  const psk: Proposal = {
    proposalType: 'psk',
    psk: { preSharedKeyId: { psktype: 'external', pskId: externalPsk.id, pskNonce } },
  };
  const proposals = [...proposalsOf(change), psk].map((proposal) => ({
    proposalOrRefType: 'proposal' as const,
    proposal,
  }));
  const findPsk = () => externalPsk.value;
  const applied = await applyProposals(withConfig(state), proposals, own, { findPsk }, false, cs);
  if (applied.additionalResult.kind !== 'memberCommit') return undefined;

  const [tree, path, pathSecrets, leafKey] =
    change.kind === 'add'
      ? ([applied.tree, undefined, [], undefined] as const)
      : await createUpdatePath(applied.tree, own, groupContext, signaturePrivateKey, cs);
  const root = pathSecrets.at(-1);
  const commitSecret = root
    ? await getCommitSecret(tree, toNodeIndex(root.nodeIndex), root.secret, cs.kdf)
    : new Uint8Array(cs.kdf.size);
  const privatePath = mergePrivateKeyPaths(
    leafKey
      ? updateLeafKey(state.privatePath, await cs.hpke.exportPrivateKey(leafKey))
      : state.privatePath,
    await toPrivateKeyPath(pathToPathSecrets([...pathSecrets]), own, cs),
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
  const epoch = await initializeEpoch(
    keySchedule.initSecret,
    commitSecret,
    nextContext,
    applied.pskSecret,
    cs.kdf,
  );
  const confirmationTag = await createConfirmationTag(
    epoch.keySchedule.confirmationKey,
    nextContext.confirmedTranscriptHash,
    cs.hash,
  );
  const sealed = await protect(
    keySchedule.senderDataSecret,
    EMPTY,
    groupContext,
    state.secretTree,
    { ...framedContent, auth: { contentType: 'commit', signature, confirmationTag } },
    own,
    clientConfig.paddingConfig,
    cs,
  );
  const next = settle({
    ...state,
    groupContext: nextContext,
    ratchetTree: tree,
    secretTree: await createSecretTree(leafWidth(tree.length), epoch.encryptionSecret, cs.kdf),
    keySchedule: epoch.keySchedule,
    privatePath,
    confirmationTag,
  });
  const welcome =
    change.kind === 'add'
      ? await sealWelcome(state, next, epoch, applied.pskIds, change.keyPackage)
      : undefined;
  for (const secret of [
    commitSecret,
    epoch.encryptionSecret,
    epoch.joinerSecret,
    epoch.welcomeSecret,
  ]) {
    sodium.memzero(secret);
  }
  for (const { secret } of pathSecrets) sodium.memzero(secret);
  return {
    state: { ...state, secretTree: sealed.tree },
    next,
    commit: encodeMlsMessage({
      version: 'mls10',
      wireformat: 'mls_private_message',
      privateMessage: sealed.privateMessage,
    }),
    welcome,
    consumed: [...sealed.consumed, ...secretsLeftBehind(state, next)],
  };
}

type EpochSecrets = Awaited<ReturnType<typeof initializeEpoch>>;

/** RFC 9420 §12.4.3.1, with the ratchet tree inside. */
async function sealWelcome(
  state: MlsGroup,
  next: MlsGroup,
  epoch: EpochSecrets,
  psks: PreSharedKeyID[],
  keyPackage: KeyPackage,
): Promise<Uint8Array> {
  const cs = await cipherSuite();
  const info = await createGroupInfoWithRatchetTree(
    next.groupContext,
    next.confirmationTag,
    withConfig(state),
    next.ratchetTree,
    [],
    cs,
  );
  const encryptedGroupInfo = await encryptGroupInfo(info, epoch.welcomeSecret, cs);
  const secrets = await encryptGroupSecrets(
    await cs.hpke.importPublicKey(keyPackage.initKey),
    encryptedGroupInfo,
    { joinerSecret: epoch.joinerSecret, pathSecret: undefined, psks },
    cs.hpke,
  );
  const newMember = await makeKeyPackageRef(keyPackage, cs.hash);
  const encryptedGroupSecrets = { kemOutput: secrets.enc, ciphertext: secrets.ct };
  return encodeMlsMessage({
    version: 'mls10',
    wireformat: 'mls_welcome',
    welcome: {
      cipherSuite: SUITE,
      secrets: [{ newMember, encryptedGroupSecrets }],
      encryptedGroupInfo,
    },
  });
}
