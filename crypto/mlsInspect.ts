import { isAgreementKey } from './agreementKey.ts';
import { equalBytes } from './bytes.ts';
import type { DevicePublic } from './deviceLeaf.ts';
import {
  applyProposals,
  applyUpdatePath,
  attempt,
  cipherSuite,
  clientConfig,
  filteredDirectPathAndCopathResolution,
  readMessage,
  toLeafIndex,
  unprotectPrivateMessage,
  validateLeafNodeUpdateOrCommit,
  withConfig,
  type KeyPackage,
  type MlsGroup,
  type MlsPrivateMessage,
  type ProposalOrRef,
  type RatchetTree,
  type UpdatePath,
} from './group.ts';
import type { CommitView } from './groupFace.ts';
import { candidateOf, seatsIn } from './mlsLeaves.ts';
import { fail, ok, type Result } from './result.ts';

/** The commit's one PSK and one kind of change; undefined for whatever else proposals may say. */
export function readProposals(proposals: readonly ProposalOrRef[]) {
  let pskId: Uint8Array | undefined;
  let add: KeyPackage | undefined;
  const removed: number[] = [];
  for (const entry of proposals) {
    if (entry.proposalOrRefType !== 'proposal') return undefined;
    const { proposal } = entry;
    if (proposal.proposalType === 'psk' && 'psk' in proposal) {
      const psk = proposal.psk.preSharedKeyId;
      if (pskId || psk.psktype !== 'external' || psk.pskNonce.length !== 32) return undefined;
      pskId = psk.pskId;
    } else if (proposal.proposalType === 'add' && 'add' in proposal) {
      if (add) return undefined;
      add = proposal.add.keyPackage;
    } else if (proposal.proposalType === 'remove' && 'remove' in proposal) {
      removed.push(proposal.remove.removed);
    } else return undefined;
  }
  return pskId && !(add && removed.length > 0) ? { pskId, add, removed } : undefined;
}

async function pathStands(state: MlsGroup, tree: RatchetTree, committer: number, path: UpdatePath) {
  const cs = await cipherSuite();
  const { leafNode } = path;
  const error = await validateLeafNodeUpdateOrCommit(
    leafNode,
    committer,
    state.groupContext,
    clientConfig.authService,
    cs.signature,
  );
  const nodes = filteredDirectPathAndCopathResolution(toLeafIndex(committer), tree);
  const isComplete =
    nodes.length === path.nodes.length &&
    nodes.every(
      (node, at) => node.resolution.length === path.nodes[at]?.encryptedPathSecret.length,
    );
  const newKeys = [leafNode.hpkePublicKey, ...path.nodes.map((node) => node.hpkePublicKey)];
  return error === undefined && isComplete && newKeys.every(isAgreementKey)
    ? applyUpdatePath(tree, toLeafIndex(committer), path, cs.hash)
    : undefined;
}

function sameDevice(a: DevicePublic, b: DevicePublic): boolean {
  const pairs = [
    [a.memberId, b.memberId],
    [a.signatureKey, b.signatureKey],
    [a.staticKey, b.staticKey],
    [a.hedgeKeyHash, b.hedgeKeyHash],
  ] as const;
  return pairs.every(([one, other]) => equalBytes(one, other));
}

type ReadCommit = { readonly view: CommitView; readonly message: MlsPrivateMessage };

/** Every check that all members can make alike; what fails later is this device's own trouble. */
export async function readCommit(
  state: MlsGroup,
  bytes: Uint8Array,
  now: number,
): Promise<Result<ReadCommit>> {
  const message = readMessage(bytes);
  if (!message) return fail('Malformed');
  if (message.wireformat !== 'mls_private_message') return fail('NotAuthentic');
  const { privateMessage } = message;
  const { groupId, epoch } = state.groupContext;
  if (privateMessage.contentType !== 'commit' || privateMessage.authenticatedData.length > 0)
    return fail('NotAuthentic');
  if (!equalBytes(privateMessage.groupId, groupId)) return fail('NotAuthentic');
  if (privateMessage.epoch !== epoch || state.groupActiveState.kind !== 'active')
    return fail('UnknownEpoch');
  const view = await attempt(async () => {
    const cs = await cipherSuite();
    const { content } = (
      await unprotectPrivateMessage(
        state.keySchedule.senderDataSecret,
        privateMessage,
        state.secretTree,
        state.ratchetTree,
        state.groupContext,
        clientConfig.keyRetentionConfig,
        cs,
      )
    ).content;
    if (content.contentType !== 'commit' || content.sender.senderType !== 'member')
      return undefined;
    const { proposals, path } = content.commit;
    const committer = content.sender.leafIndex;
    const said = readProposals(proposals);
    if (!said || committer === state.privatePath.leafIndex) return undefined;
    if ((path === undefined) !== (said.add !== undefined)) return undefined;
    const before = seatsIn(groupId, state.ratchetTree);
    const author = before?.find((seat) => seat.leaf === committer);
    const candidate = said.add && (await candidateOf(said.add, groupId, now));
    if (!author || (said.add && !candidate)) return undefined;
    const zeroes = new Uint8Array(cs.kdf.size);
    const applied = await applyProposals(
      withConfig(state),
      proposals,
      toLeafIndex(committer),
      { findPsk: () => zeroes },
      false,
      cs,
    );
    const tree = path ? await pathStands(state, applied.tree, committer, path) : applied.tree;
    const authorAfter = tree && seatsIn(groupId, tree)?.find((seat) => seat.leaf === committer);
    if (!authorAfter || !sameDevice(author.device, authorAfter.device)) return undefined;
    const seats = before?.filter((seat) => said.removed.includes(seat.leaf)) ?? [];
    const change: CommitView['change'] = candidate
      ? { kind: 'add', candidate }
      : seats.length > 0
        ? { kind: 'remove', seats }
        : { kind: 'update' };
    return { committer: author, change, pskId: said.pskId };
  });
  return view ? ok({ view, message }) : fail('NotAuthentic');
}
