import { decodeMlsMessage, type Commit, type KeyPackage, type Proposal } from 'ts-mls';
import { encode } from 'ts-mls/codec/tlsEncoder.js';
import { decodeCommit, encodeCommit } from 'ts-mls/commit.js';
import {
  encodePrivateContentAAD,
  encryptSenderData,
  privateMessageContentEncoder,
} from 'ts-mls/privateMessage.js';
import { consumeRatchet } from 'ts-mls/secretTree.js';
import {
  cipherSuite,
  clientConfig,
  createContentCommitSignature,
  createUpdatePath,
  EMPTY,
  encodeMlsMessage,
  toLeafIndex,
  toNodeIndex,
  type MlsGroup,
} from '../../crypto/group.ts';
import { mlsGroup } from '../../crypto/mlsGroup.ts';
import {
  circleId,
  deviceFor,
  externalPsk,
  findPsk,
  must,
  NOW,
  seatThree,
} from '../support/mlsCircle.ts';
import type { Target } from './decoders.ts';

/** What the group reads: messages as they come, and what a member may seal inside of them. */

/** What a member's device may say: an update, a removal or a seating. */
async function commitsBy(state: MlsGroup, keyPackage: KeyPackage): Promise<readonly Commit[]> {
  const cs = await cipherSuite();
  const own = toLeafIndex(state.privatePath.leafIndex);
  const { groupContext, signaturePrivateKey, ratchetTree } = state;
  const pskNonce = new Uint8Array(32);
  const { id: pskId } = externalPsk;
  const inline = (proposal: Proposal) => ({ proposalOrRefType: 'proposal', proposal }) as const;
  const psk = inline({
    proposalType: 'psk',
    psk: { preSharedKeyId: { psktype: 'external', pskId, pskNonce } },
  });
  const remove = inline({ proposalType: 'remove', remove: { removed: 1 } });
  const add = inline({ proposalType: 'add', add: { keyPackage } });
  const [, path] = await createUpdatePath(ratchetTree, own, groupContext, signaturePrivateKey, cs);
  return [
    { proposals: [psk], path },
    { proposals: [remove, psk], path },
    { proposals: [add, psk], path: undefined },
  ];
}

/** Signed and encoded, not yet sealed. */
async function textOf(state: MlsGroup, commit: Commit): Promise<Uint8Array> {
  const cs = await cipherSuite();
  const { signature, framedContent } = await createContentCommitSignature(
    state.groupContext,
    'mls_private_message',
    commit,
    { senderType: 'member', leafIndex: state.privatePath.leafIndex },
    EMPTY,
    state.signaturePrivateKey,
    cs.signature,
  );
  const auth = { contentType: 'commit', signature, confirmationTag: new Uint8Array(32) } as const;
  return encode(privateMessageContentEncoder(clientConfig.paddingConfig))({
    ...framedContent,
    auth,
  });
}

/** Seals any text as the commit of `state`'s device. */
async function sealText(state: MlsGroup, text: Uint8Array): Promise<Uint8Array> {
  const cs = await cipherSuite();
  const leafIndex = state.privatePath.leafIndex;
  const { groupId, epoch } = state.groupContext;
  const scope = { groupId, epoch, contentType: 'commit' } as const;
  const at = toNodeIndex(leafIndex * 2);
  const { key, nonce, generation, reuseGuard } = await consumeRatchet(
    state.secretTree,
    at,
    'commit',
    cs,
  );
  const associated = encodePrivateContentAAD({ ...scope, authenticatedData: EMPTY });
  const ciphertext = await cs.hpke.encryptAead(key, nonce, associated, text);
  const encryptedSenderData = await encryptSenderData(
    state.keySchedule.senderDataSecret,
    { leafIndex, generation, reuseGuard },
    scope,
    ciphertext,
    cs,
  );
  return encodeMlsMessage({
    version: 'mls10',
    wireformat: 'mls_private_message',
    privateMessage: { ...scope, authenticatedData: EMPTY, encryptedSenderData, ciphertext },
  });
}

/** The hostile member's own reading, which may throw. */
function readCommit(bytes: Uint8Array): Commit | undefined {
  try {
    return decodeCommit(bytes, 0)?.[0];
  } catch {
    return undefined;
  }
}

export async function groupTargets(): Promise<readonly Target[]> {
  const { alice, eve } = await seatThree();
  const commits = [
    must(await mlsGroup.commit(eve, { kind: 'update' }, externalPsk, NOW)).commit,
    must(await mlsGroup.commit(eve, { kind: 'remove', leaves: [1] }, externalPsk, NOW)).commit,
  ];
  const pending = await mlsGroup.makeKeyPackage(deviceFor(5), NOW);
  const add = { kind: 'add', keyPackage: pending.keyPackage } as const;
  const added = must(await mlsGroup.commit(eve, add, externalPsk, NOW));
  commits.push(added.commit);
  const [message] = decodeMlsMessage(pending.keyPackage, 0) ?? [];
  if (message?.wireformat !== 'mls_key_package') throw new Error('no key package');
  const said = await commitsBy(eve, message.keyPackage);
  const { state: scrubbed } = await mlsGroup.exportAndScrub(structuredClone(alice));
  const process = (bytes: Uint8Array) => mlsGroup.process(alice, bytes, NOW, findPsk);
  return [
    { name: 'commit', samples: commits, read: process },
    {
      name: 'text of a commit that a member sealed',
      samples: await Promise.all(said.map((commit) => textOf(eve, commit))),
      read: async (text) => process(await sealText(eve, text)),
    },
    {
      name: 'commit that a member signed',
      samples: said.map(encodeCommit),
      read: async (bytes) => {
        const commit = readCommit(bytes);
        return commit && process(await sealText(eve, await textOf(eve, commit)));
      },
    },
    {
      name: 'key package',
      samples: [pending.keyPackage],
      read: (bytes) => mlsGroup.readKeyPackage(bytes, circleId, NOW),
    },
    {
      name: 'welcome',
      samples: [added.welcome ?? EMPTY],
      read: (bytes) => mlsGroup.join(bytes, structuredClone(pending), circleId, NOW, findPsk),
    },
    {
      name: 'stored group',
      samples: [mlsGroup.encode(scrubbed)],
      read: (bytes) => mlsGroup.decode(bytes),
    },
  ];
}
