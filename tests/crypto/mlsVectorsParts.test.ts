import type { CiphersuiteImpl } from 'ts-mls';
import { decodeAuthenticatedContent } from 'ts-mls/authenticatedContent.js';
import { determineLength, lengthEncoder } from 'ts-mls/codec/variableLength.js';
import { refhash } from 'ts-mls/crypto/hash.js';
import { decryptWithLabel, encryptWithLabel } from 'ts-mls/crypto/hpke.js';
import { deriveSecret, deriveTreeSecret, expandWithLabel } from 'ts-mls/crypto/kdf.js';
import { signWithLabel, verifyWithLabel } from 'ts-mls/crypto/signature.js';
import { verifyConfirmationTag } from 'ts-mls/framedContent.js';
import { computePskSecret } from 'ts-mls/presharedkey.js';
import { createSecretTree, ratchetToGeneration } from 'ts-mls/secretTree.js';
import { expandSenderDataKey, expandSenderDataNonce, type ReuseGuard } from 'ts-mls/sender.js';
import { createConfirmedHash, createInterimHash } from 'ts-mls/transcriptHash.js';
import * as treemath from 'ts-mls/treemath.js';
import { beforeAll, expect, test } from 'vitest';
import { concat, fromHex, toHex } from '../../crypto/bytes.ts';
import { cipherSuite, clientConfig } from '../../crypto/group.ts';
import { sodiumReady } from '../../crypto/sodium.ts';
import { areVectorsThere, load, whole, type Texts } from '../support/mlsVectors.ts';

/** The parts of RFC 9420 one by one; whole messages and groups are in `mlsVectors.test.ts`. */

type TreeMath = {
  readonly n_leaves: number;
  readonly n_nodes: number;
  readonly root: number;
} & Readonly<Record<'left' | 'right' | 'parent' | 'sibling', readonly (number | null)[]>>;
type Generation = Texts & { readonly generation: number };
type SecretTreeCase = {
  readonly encryption_secret: string;
  readonly sender_data: Texts;
  readonly leaves: readonly (readonly Generation[])[];
};
type PskCase = {
  readonly psks: readonly Texts[];
  readonly psk_secret: string;
};
type Basics = Readonly<Record<string, Texts & { readonly generation: number }>>;

let cs: CiphersuiteImpl;
beforeAll(async () => {
  await sodiumReady;
  cs = await cipherSuite();
});

const bytes = (texts: Texts | undefined, name: string): Uint8Array => fromHex(texts?.[name] ?? '');

/** The library throws where RFC 9420 says null. */
function orNull(compute: () => number): number | null {
  try {
    return compute();
  } catch {
    return null;
  }
}

test.runIf(areVectorsThere)('tree-math.json: every relation of every node', () => {
  for (const vector of load<TreeMath>('tree-math.json')) {
    const { n_leaves: leaves, n_nodes: nodes } = vector;
    expect(treemath.nodeWidth(leaves)).toBe(nodes);
    expect(treemath.leafWidth(nodes)).toBe(leaves);
    expect(treemath.root(leaves)).toBe(vector.root);
    for (let at = 0; at < nodes; at += 1) {
      const node = treemath.toNodeIndex(at);
      expect(orNull(() => treemath.left(node))).toBe(vector.left[at]);
      expect(orNull(() => treemath.right(node))).toBe(vector.right[at]);
      expect(orNull(() => treemath.parent(node, leaves))).toBe(vector.parent[at]);
      expect(orNull(() => treemath.sibling(node, leaves))).toBe(vector.sibling[at]);
    }
  }
});

test.runIf(areVectorsThere)('deserialization.json: lengths are read and written alike', () => {
  for (const vector of load<{ readonly vlbytes_header: string; readonly length: number }>(
    'deserialization.json',
  )) {
    const header = fromHex(vector.vlbytes_header);
    const { length, lengthFieldSize } = determineLength(header);
    expect([length, lengthFieldSize]).toEqual([vector.length, header.length]);
    const [size, write] = lengthEncoder(vector.length);
    const written = new ArrayBuffer(size);
    write(0, written);
    expect(new Uint8Array(written)).toEqual(header);
  }
});

test.runIf(areVectorsThere)('crypto-basics.json: every labelled primitive', async () => {
  for (const vector of load<Basics>('crypto-basics.json')) {
    const label = (name: string) => vector[name]?.['label'] ?? '';
    const field = (name: string, key: string) => bytes(vector[name], key);
    const ref = await refhash(label('ref_hash'), field('ref_hash', 'value'), cs.hash);
    expect(ref).toEqual(field('ref_hash', 'out'));
    const expanded = await expandWithLabel(
      field('expand_with_label', 'secret'),
      label('expand_with_label'),
      field('expand_with_label', 'context'),
      32,
      cs.kdf,
    );
    expect(expanded).toEqual(field('expand_with_label', 'out'));
    const derived = await deriveSecret(
      field('derive_secret', 'secret'),
      label('derive_secret'),
      cs.kdf,
    );
    expect(derived).toEqual(field('derive_secret', 'out'));
    const treeSecret = await deriveTreeSecret(
      field('derive_tree_secret', 'secret'),
      label('derive_tree_secret'),
      vector['derive_tree_secret']?.generation ?? 0,
      32,
      cs.kdf,
    );
    expect(treeSecret).toEqual(field('derive_tree_secret', 'out'));

    const publicKey = field('sign_with_label', 'pub');
    const content = field('sign_with_label', 'content');
    const signed = label('sign_with_label');
    const secretKey = concat(field('sign_with_label', 'priv'), publicKey);
    const theirs = field('sign_with_label', 'signature');
    // Ed25519 is deterministic: ours is not only valid but the same.
    expect(await signWithLabel(secretKey, signed, content, cs.signature)).toEqual(theirs);
    expect(await verifyWithLabel(publicKey, signed, content, theirs, cs.signature)).toBe(true);
    expect(await verifyWithLabel(publicKey, 'other', content, theirs, cs.signature)).toBe(false);

    const sealed = label('encrypt_with_label');
    const context = field('encrypt_with_label', 'context');
    const plaintext = field('encrypt_with_label', 'plaintext');
    const key = await cs.hpke.importPrivateKey(field('encrypt_with_label', 'priv'));
    const open = (kemOutput: Uint8Array, ciphertext: Uint8Array) =>
      decryptWithLabel(key, sealed, context, kemOutput, ciphertext, cs.hpke);
    const opened = await open(
      field('encrypt_with_label', 'kem_output'),
      field('encrypt_with_label', 'ciphertext'),
    );
    expect(opened).toEqual(plaintext);
    const to = await cs.hpke.importPublicKey(field('encrypt_with_label', 'pub'));
    const { enc, ct } = await encryptWithLabel(to, sealed, context, plaintext, cs.hpke);
    expect(await open(enc, ct)).toEqual(plaintext);
  }
});

test.runIf(areVectorsThere)('secret-tree.json: every key and nonce, sender data too', async () => {
  const reuseGuard = new Uint8Array(4) as ReuseGuard;
  const { keyRetentionConfig } = clientConfig;
  for (const vector of load<SecretTreeCase>('secret-tree.json')) {
    const senderDataSecret = bytes(vector.sender_data, 'sender_data_secret');
    const ciphertext = bytes(vector.sender_data, 'ciphertext');
    const key = await expandSenderDataKey(cs, senderDataSecret, ciphertext);
    const nonce = await expandSenderDataNonce(cs, senderDataSecret, ciphertext);
    expect(toHex(key)).toBe(vector.sender_data['key']);
    expect(toHex(nonce)).toBe(vector.sender_data['nonce']);
    const secret = fromHex(vector.encryption_secret);
    const tree = await createSecretTree(vector.leaves.length, secret, cs.kdf);
    for (const [leafIndex, generations] of vector.leaves.entries()) {
      for (const expected of generations) {
        const senderData = { leafIndex, generation: expected.generation, reuseGuard };
        const ratchet = (type: 'commit' | 'application') =>
          ratchetToGeneration(tree, senderData, type, keyRetentionConfig, cs);
        const handshake = await ratchet('commit');
        expect(toHex(handshake.key)).toBe(expected['handshake_key']);
        expect(toHex(handshake.nonce)).toBe(expected['handshake_nonce']);
        const application = await ratchet('application');
        expect(toHex(application.key)).toBe(expected['application_key']);
        expect(toHex(application.nonce)).toBe(expected['application_nonce']);
      }
    }
  }
});

test.runIf(areVectorsThere)('psk_secret.json: external PSKs, none to ten of them', async () => {
  for (const vector of load<PskCase>('psk_secret.json')) {
    const secret = await computePskSecret(
      vector.psks.map((psk) => [
        {
          psktype: 'external',
          pskId: bytes(psk, 'psk_id'),
          pskNonce: bytes(psk, 'psk_nonce'),
        },
        bytes(psk, 'psk'),
      ]),
      cs,
    );
    expect(toHex(secret)).toBe(vector.psk_secret);
  }
});

test.runIf(areVectorsThere)('transcript-hashes.json: confirmed, tag, interim', async () => {
  for (const vector of load<Texts>('transcript-hashes.json')) {
    const { content, wireformat, auth } = whole(
      decodeAuthenticatedContent,
      vector['authenticated_content'] ?? '',
    );
    if (content.contentType !== 'commit' || auth.contentType !== 'commit')
      throw new Error('no commit');
    const before = bytes(vector, 'interim_transcript_hash_before');
    const input = { wireformat, content, signature: auth.signature };
    const confirmed = await createConfirmedHash(before, input, cs.hash);
    expect(toHex(confirmed)).toBe(vector['confirmed_transcript_hash_after']);
    const key = bytes(vector, 'confirmation_key');
    expect(await verifyConfirmationTag(key, auth.confirmationTag, confirmed, cs.hash)).toBe(true);
    const interim = await createInterimHash(confirmed, auth.confirmationTag, cs.hash);
    expect(toHex(interim)).toBe(vector['interim_transcript_hash_after']);
  }
});
