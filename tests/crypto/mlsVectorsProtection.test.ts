import { decodeMlsMessage, type CiphersuiteImpl } from 'ts-mls';
import { decodeCommit, encodeCommit } from 'ts-mls/commit.js';
import { unprotectPublicMessage } from 'ts-mls/messageProtectionPublic.js';
import { protectApplicationData, protectProposal } from 'ts-mls/messageProtection.js';
import { decodeProposal, encodeProposal } from 'ts-mls/proposal.js';
import type { RatchetTree } from 'ts-mls/ratchetTree.js';
import { beforeAll, describe, expect, test } from 'vitest';
import { concat, fromHex } from '../../crypto/bytes.ts';
import {
  cipherSuite,
  clientConfig,
  createContentCommitSignature,
  createSecretTree,
  EMPTY,
  protect,
  unprotectPrivateMessage,
  type MlsPrivateMessage,
} from '../../crypto/group.ts';
import { sodiumReady } from '../../crypto/sodium.ts';
import { areVectorsThere, contextOf, load, whole, type Texts } from '../support/mlsVectors.ts';

/** The messages that `mlsCommit.ts` seals and `mlsInspect.ts` opens. */

type Protection = Texts & {
  readonly group_id: string;
  readonly confirmed_transcript_hash: string;
  readonly epoch: number;
};

let cs: CiphersuiteImpl;
beforeAll(async () => {
  await sodiumReady;
  cs = await cipherSuite();
});

describe.runIf(areVectorsThere)('message-protection.json', () => {
  // Their sender is leaf 1 of two.
  async function circleOf(vector: Protection) {
    const text = (name: string) => fromHex(String(vector[name]));
    const publicKey = text('signature_pub');
    const leaf = {
      nodeType: 'leaf',
      leaf: { signaturePublicKey: publicKey },
    } as unknown as RatchetTree[number];
    const context = contextOf(cs, vector, vector.epoch, text('tree_hash'));
    const tree: RatchetTree = [undefined, undefined, leaf];
    const secretTree = await createSecretTree(2, text('encryption_secret'), cs.kdf);
    const senderDataSecret = text('sender_data_secret');
    const { keyRetentionConfig } = clientConfig;
    return {
      text,
      context,
      secretTree,
      senderDataSecret,
      signing: concat(text('signature_priv'), publicKey),
      open: async (message: MlsPrivateMessage['privateMessage']) =>
        (
          await unprotectPrivateMessage(
            senderDataSecret,
            message,
            secretTree,
            tree,
            context,
            keyRetentionConfig,
            cs,
          )
        ).content.content,
      openPublic: async (name: string) => {
        const message = whole(decodeMlsMessage, String(vector[name]));
        if (message.wireformat !== 'mls_public_message') throw new Error('not public');
        const membershipKey = text('membership_key');
        const { publicMessage } = message;
        return (await unprotectPublicMessage(membershipKey, context, tree, publicMessage, cs))
          .content;
      },
    };
  }

  function privateIn(vector: Protection, name: string) {
    const message = whole(decodeMlsMessage, String(vector[name]));
    if (message.wireformat !== 'mls_private_message') throw new Error('not private');
    return message.privateMessage;
  }

  test('what they sealed opens to what they said', async () => {
    for (const vector of load<Protection>('message-protection.json')) {
      const { text, open, openPublic } = await circleOf(vector);
      const proposals = [
        await open(privateIn(vector, 'proposal_priv')),
        await openPublic('proposal_pub'),
      ];
      for (const content of proposals) {
        if (content.contentType !== 'proposal') throw new Error('no proposal');
        expect(encodeProposal(content.proposal)).toEqual(text('proposal'));
      }
      const commits = [
        await open(privateIn(vector, 'commit_priv')),
        await openPublic('commit_pub'),
      ];
      for (const content of commits) {
        if (content.contentType !== 'commit') throw new Error('no commit');
        expect(encodeCommit(content.commit)).toEqual(text('commit'));
      }
      const application = await open(privateIn(vector, 'application_priv'));
      if (application.contentType !== 'application') throw new Error('no application');
      expect(application.applicationData).toEqual(text('application'));
    }
  });

  test('what we seal with their secrets opens again', async () => {
    for (const vector of load<Protection>('message-protection.json')) {
      const { text, open, context, secretTree, senderDataSecret, signing } = await circleOf(vector);
      const { paddingConfig } = clientConfig;
      const commit = whole(decodeCommit, String(vector['commit']));
      const sender = { senderType: 'member', leafIndex: 1 } as const;
      const { signature, framedContent } = await createContentCommitSignature(
        context,
        'mls_private_message',
        commit,
        sender,
        EMPTY,
        signing,
        cs.signature,
      );
      const confirmationTag = new Uint8Array(32);
      const sealed = await protect(
        senderDataSecret,
        EMPTY,
        context,
        secretTree,
        { ...framedContent, auth: { contentType: 'commit', signature, confirmationTag } },
        1,
        paddingConfig,
        cs,
      );
      const opened = await open(sealed.privateMessage);
      if (opened.contentType !== 'commit') throw new Error('no commit');
      expect(opened.commit).toEqual(commit);
      const proposal = whole(decodeProposal, String(vector['proposal']));
      const said = await protectProposal(
        signing,
        senderDataSecret,
        proposal,
        EMPTY,
        context,
        secretTree,
        1,
        paddingConfig,
        cs,
      );
      expect(await open(said.privateMessage)).toMatchObject({ proposal });
      const application = await protectApplicationData(
        signing,
        senderDataSecret,
        text('application'),
        EMPTY,
        context,
        secretTree,
        1,
        paddingConfig,
        cs,
      );
      const applicationData = text('application');
      expect(await open(application.privateMessage)).toMatchObject({ applicationData });
    }
  });
});
