import {
  bytesToBase64,
  decodeMlsMessage,
  defaultKeyPackageEqualityConfig,
  defaultPaddingConfig,
  encodeMlsMessage,
  joinGroup,
  makePskIndex,
  mlsExporter,
  processPrivateMessage,
  processPublicMessage,
  type CiphersuiteImpl,
  type ClientConfig,
  type ClientState,
  type MLSMessage,
} from 'ts-mls';
import { validateRatchetTree } from 'ts-mls/clientState.js';
import { decodeCommit, encodeCommit } from 'ts-mls/commit.js';
import { decodeGroupContext } from 'ts-mls/groupContext.js';
import { decodeGroupSecrets, encodeGroupSecrets } from 'ts-mls/groupSecrets.js';
import { verifyGroupInfoConfirmationTag, verifyGroupInfoSignature } from 'ts-mls/groupInfo.js';
import { makeKeyPackageRef } from 'ts-mls/keyPackage.js';
import { initializeEpoch } from 'ts-mls/keySchedule.js';
import * as proposals from 'ts-mls/proposal.js';
import { decodeRatchetTree, encodeRatchetTree, resolution } from 'ts-mls/ratchetTree.js';
import { treeHash } from 'ts-mls/treeHash.js';
import { toNodeIndex } from 'ts-mls/treemath.js';
import { decryptGroupInfo, decryptGroupSecrets } from 'ts-mls/welcome.js';
import { beforeAll, expect, test } from 'vitest';
import { concat, fromHex, toHex } from '../../crypto/bytes.ts';
import { cipherSuite } from '../../crypto/group.ts';
import { sodiumReady } from '../../crypto/sodium.ts';
import { areVectorsThere as isThere, load, whole, type Texts } from '../support/mlsVectors.ts';

type Psk = { readonly psk_id: string; readonly psk: string };
type PassiveClient = {
  readonly external_psks: readonly Psk[];
  readonly key_package: string;
  readonly signature_priv: string;
  readonly encryption_priv: string;
  readonly init_priv: string;
  readonly welcome: string;
  readonly ratchet_tree: string | null;
  readonly initial_epoch_authenticator: string;
  readonly epochs: readonly {
    readonly proposals: readonly string[];
    readonly commit: string;
    readonly epoch_authenticator: string;
  }[];
};
type TreeCase = {
  readonly tree: string;
  readonly group_id: string;
  readonly tree_hashes: readonly string[];
  readonly resolutions: readonly (readonly number[])[];
};
type ScheduleCase = {
  readonly initial_init_secret: string;
  readonly epochs: readonly Texts[];
};
type Exporter = {
  readonly label: string;
  readonly context: string;
  readonly length: number;
  readonly secret: string;
};

// Others' credentials are free text; the project's own configuration would refuse them.
const config: ClientConfig = {
  keyRetentionConfig: {
    retainKeysForEpochs: 1,
    retainKeysForGenerations: 10,
    maximumForwardRatchetSteps: 200,
  },
  lifetimeConfig: { maximumTotalLifetime: 10n ** 12n, validateLifetimeOnReceive: false },
  keyPackageEqualityConfig: defaultKeyPackageEqualityConfig,
  paddingConfig: defaultPaddingConfig,
  authService: { validateCredential: async () => true },
};

let cs: CiphersuiteImpl;
beforeAll(async () => {
  await sodiumReady;
  cs = await cipherSuite();
});

const message = (hex: string): MLSMessage => whole(decodeMlsMessage, hex);

function keyPackageIn(hex: string) {
  const decoded = message(hex);
  if (decoded.wireformat !== 'mls_key_package') throw new Error('no key package');
  return decoded.keyPackage;
}

function welcomeIn(hex: string) {
  const decoded = message(hex);
  if (decoded.wireformat !== 'mls_welcome') throw new Error('no welcome');
  return decoded.welcome;
}

async function follow(vector: PassiveClient): Promise<void> {
  const keyPackage = keyPackageIn(vector.key_package);
  const psks = Object.fromEntries(
    vector.external_psks.map(({ psk_id, psk }) => [bytesToBase64(fromHex(psk_id)), fromHex(psk)]),
  );
  const keys = {
    initPrivateKey: fromHex(vector.init_priv),
    hpkePrivateKey: fromHex(vector.encryption_priv),
    // libsodium's secret key: seed ‖ public key
    signaturePrivateKey: concat(
      fromHex(vector.signature_priv),
      keyPackage.leafNode.signaturePublicKey,
    ),
  };
  const tree = vector.ratchet_tree ? whole(decodeRatchetTree, vector.ratchet_tree) : undefined;
  let state: ClientState = await joinGroup(
    welcomeIn(vector.welcome),
    keyPackage,
    keys,
    makePskIndex(undefined, psks),
    cs,
    tree,
    undefined,
    config,
  );
  const authenticator = () => toHex(state.keySchedule.epochAuthenticator);
  expect(authenticator()).toBe(vector.initial_epoch_authenticator);
  for (const epoch of vector.epochs) {
    for (const hex of [...epoch.proposals, epoch.commit]) {
      const decoded = message(hex);
      const index = makePskIndex(state, psks);
      if (decoded.wireformat === 'mls_private_message') {
        state = (await processPrivateMessage(state, decoded.privateMessage, index, cs)).newState;
      } else if (decoded.wireformat === 'mls_public_message') {
        state = (await processPublicMessage(state, decoded.publicMessage, index, cs)).newState;
      } else throw new Error('no handshake');
    }
    expect(authenticator()).toBe(epoch.epoch_authenticator);
  }
}

for (const name of ['passive-client-welcome.json', 'passive-client-handling-commit.json']) {
  test.runIf(isThere)(`${name}: every epoch authenticator`, async () => {
    for (const vector of load<PassiveClient>(name)) await follow(vector);
  });
}

test.runIf(isThere)('welcome.json: opens, signed, its confirmation tag stands', async () => {
  for (const vector of load<Texts>('welcome.json')) {
    const keyPackage = keyPackageIn(vector['key_package'] ?? '');
    const welcome = welcomeIn(vector['welcome'] ?? '');
    const ref = await makeKeyPackageRef(keyPackage, cs.hash);
    const key = await cs.hpke.importPrivateKey(fromHex(vector['init_priv'] ?? ''));
    const secrets = await decryptGroupSecrets(key, ref, welcome, cs.hpke);
    const none = new Uint8Array(32);
    const info = secrets && (await decryptGroupInfo(welcome, secrets.joinerSecret, none, cs));
    if (!secrets || !info) throw new Error('does not open');
    const signer = fromHex(vector['signer_pub'] ?? '');
    expect(await verifyGroupInfoSignature(info, signer, cs.signature)).toBe(true);
    expect(await verifyGroupInfoConfirmationTag(info, secrets.joinerSecret, none, cs)).toBe(true);
  }
});

test.runIf(isThere)('tree-validation.json: tree hashes, resolutions, validity', async () => {
  for (const vector of load<TreeCase>('tree-validation.json')) {
    const tree = whole(decodeRatchetTree, vector.tree);
    const hashes: Uint8Array[] = [];
    for (const [node, expected] of vector.tree_hashes.entries()) {
      const computed = await treeHash(tree, toNodeIndex(node), cs.hash);
      hashes.push(computed);
      expect(toHex(computed)).toBe(expected);
      expect(resolution(tree, toNodeIndex(node))).toEqual(vector.resolutions[node]);
    }
    const rootHash = hashes[(hashes.length - 1) / 2] ?? new Uint8Array(0);
    const context = {
      version: 'mls10' as const,
      cipherSuite: cs.name,
      groupId: fromHex(vector.group_id),
      epoch: 1n,
      treeHash: rootHash,
      confirmedTranscriptHash: new Uint8Array(0),
      extensions: [],
    };
    const { lifetimeConfig, authService } = config;
    const error = await validateRatchetTree(
      tree,
      context,
      lifetimeConfig,
      authService,
      rootHash,
      cs,
    );
    expect(error).toBeUndefined();
  }
});

test.runIf(isThere)('messages.json: what is decoded encodes to the same bytes', () => {
  const structs: Readonly<Record<string, (hex: string) => Uint8Array>> = {
    ratchet_tree: (hex) => encodeRatchetTree(whole(decodeRatchetTree, hex)),
    group_secrets: (hex) => encodeGroupSecrets(whole(decodeGroupSecrets, hex)),
    commit: (hex) => encodeCommit(whole(decodeCommit, hex)),
    add_proposal: (hex) => proposals.encodeAdd(whole(proposals.decodeAdd, hex)),
    update_proposal: (hex) => proposals.encodeUpdate(whole(proposals.decodeUpdate, hex)),
    remove_proposal: (hex) => proposals.encodeRemove(whole(proposals.decodeRemove, hex)),
    pre_shared_key_proposal: (hex) => proposals.encodePSK(whole(proposals.decodePSK, hex)),
    re_init_proposal: (hex) => proposals.encodeReinit(whole(proposals.decodeReinit, hex)),
    external_init_proposal: (hex) =>
      proposals.encodeExternalInit(whole(proposals.decodeExternalInit, hex)),
    group_context_extensions_proposal: (hex) =>
      proposals.encodeGroupContextExtensions(whole(proposals.decodeGroupContextExtensions, hex)),
  };
  for (const vector of load<Texts>('messages.json')) {
    for (const [name, hex] of Object.entries(vector)) {
      const encodeAgain = structs[name] ?? ((text: string) => encodeMlsMessage(message(text)));
      expect(toHex(encodeAgain(hex)), name).toBe(hex);
    }
  }
});

test.runIf(isThere)('key-schedule.json: every secret of every epoch', async () => {
  for (const vector of load<ScheduleCase>('key-schedule.json')) {
    let initSecret = fromHex(vector.initial_init_secret);
    for (const epoch of vector.epochs) {
      const context = whole(decodeGroupContext, epoch['group_context'] ?? '');
      const commitSecret = fromHex(epoch['commit_secret'] ?? '');
      const psk = fromHex(epoch['psk_secret'] ?? '');
      const secrets = await initializeEpoch(initSecret, commitSecret, context, psk, cs.kdf);
      const { keySchedule } = secrets;
      const named = {
        joiner_secret: secrets.joinerSecret,
        welcome_secret: secrets.welcomeSecret,
        encryption_secret: secrets.encryptionSecret,
        init_secret: keySchedule.initSecret,
        sender_data_secret: keySchedule.senderDataSecret,
        exporter_secret: keySchedule.exporterSecret,
        external_secret: keySchedule.externalSecret,
        confirmation_key: keySchedule.confirmationKey,
        membership_key: keySchedule.membershipKey,
        resumption_psk: keySchedule.resumptionPsk,
        epoch_authenticator: keySchedule.epochAuthenticator,
      };
      for (const [name, secret] of Object.entries(named)) {
        expect(toHex(secret), name).toBe(epoch[name]);
      }
      const { label, context: about, length, secret } = epoch['exporter'] as unknown as Exporter;
      const exported = await mlsExporter(
        keySchedule.exporterSecret,
        label,
        fromHex(about),
        length,
        cs,
      );
      expect(toHex(exported)).toBe(secret);
      initSecret = keySchedule.initSecret;
    }
  }
});
