import { type CiphersuiteImpl } from 'ts-mls';
import { applyUpdatePathSecret } from 'ts-mls/createCommit.js';
import { pathToRoot } from 'ts-mls/pathSecrets.js';
import { decodeRatchetTree, type RatchetTree } from 'ts-mls/ratchetTree.js';
import { decodeUpdatePath, firstCommonAncestor } from 'ts-mls/updatePath.js';
import { beforeAll, describe, expect, test } from 'vitest';
import { concat, fromHex, toHex } from '../../crypto/bytes.ts';
import {
  applyUpdatePath,
  cipherSuite,
  createUpdatePath,
  EMPTY,
  getCommitSecret,
  mergePrivateKeyPaths,
  toLeafIndex,
  toNodeIndex,
  toPrivateKeyPath,
  treeHashRoot,
  validateLeafNodeUpdateOrCommit,
} from '../../crypto/group.ts';
import { sodiumReady } from '../../crypto/sodium.ts';
import { areVectorsThere, contextOf, load, whole } from '../support/mlsVectors.ts';

/** The paths that `mlsCommit.ts` builds and `mlsInspect.ts` reads. */

type PrivateLeaf = {
  readonly index: number;
  readonly encryption_priv: string;
  readonly signature_priv: string;
  readonly path_secrets: readonly { readonly node: number; readonly path_secret: string }[];
};
type TreeKem = {
  readonly group_id: string;
  readonly epoch: number;
  readonly confirmed_transcript_hash: string;
  readonly ratchet_tree: string;
  readonly leaves_private: readonly PrivateLeaf[];
  readonly update_paths: readonly {
    readonly sender: number;
    readonly update_path: string;
    readonly path_secrets: readonly (string | null)[];
    readonly commit_secret: string;
    readonly tree_hash_after: string;
  }[];
};

let cs: CiphersuiteImpl;
beforeAll(async () => {
  await sodiumReady;
  cs = await cipherSuite();
});

/** The private path that a leaf of the vector holds, its derived keys the tree's own. */
async function privatePathOf(leaf: PrivateLeaf, tree: RatchetTree) {
  const secrets = Object.fromEntries(
    leaf.path_secrets.map(({ node, path_secret }) => [node, fromHex(path_secret)]),
  );
  const derived = await toPrivateKeyPath(secrets, leaf.index, cs);
  for (const [at, key] of Object.entries(derived.privateKeys)) {
    const node = tree[Number(at)];
    const sealed = await cs.hpke.seal(
      await cs.hpke.importPublicKey(
        node?.nodeType === 'parent' ? node.parent.hpkePublicKey : EMPTY,
      ),
      fromHex('2a'),
      EMPTY,
    );
    const opened = await cs.hpke.open(
      await cs.hpke.importPrivateKey(key),
      sealed.enc,
      sealed.ct,
      EMPTY,
    );
    expect(opened).toEqual(fromHex('2a'));
  }
  const own = { [leaf.index * 2]: fromHex(leaf.encryption_priv) };
  return mergePrivateKeyPaths({ leafIndex: leaf.index, privateKeys: own }, derived);
}

const leavesOf = (vector: TreeKem, tree: RatchetTree) =>
  Promise.all(vector.leaves_private.map((leaf) => privatePathOf(leaf, tree)));

describe.runIf(areVectorsThere)('treekem.json', () => {
  test('every path is valid, and every other leaf opens its secret in it', async () => {
    for (const vector of load<TreeKem>('treekem.json')) {
      const tree = whole(decodeRatchetTree, vector.ratchet_tree);
      const leaves = await leavesOf(vector, tree);
      for (const said of vector.update_paths) {
        const sender = toLeafIndex(said.sender);
        const path = whole(decodeUpdatePath, said.update_path);
        const after = await applyUpdatePath(tree, sender, path, cs.hash);
        const treeHash = await treeHashRoot(after, cs.hash);
        expect(toHex(treeHash)).toBe(said.tree_hash_after);
        const context = contextOf(cs, vector, vector.epoch, treeHash);
        const error = await validateLeafNodeUpdateOrCommit(
          path.leafNode,
          sender,
          context,
          { validateCredential: async () => true },
          cs.signature,
        );
        expect(error).toBeUndefined();
        for (const privatePath of leaves.filter(({ leafIndex }) => leafIndex !== said.sender)) {
          const { nodeIndex, pathSecret } = await applyUpdatePathSecret(
            tree,
            privatePath,
            sender,
            context,
            path,
            [],
            cs,
          );
          expect(toHex(pathSecret)).toBe(said.path_secrets[privatePath.leafIndex]);
          const node = toNodeIndex(Number(nodeIndex));
          const commitSecret = await getCommitSecret(after, node, pathSecret, cs.kdf);
          expect(toHex(commitSecret)).toBe(said.commit_secret);
        }
      }
    }
  });

  test('a path that we make is opened by every other leaf of their trees', async () => {
    for (const vector of load<TreeKem>('treekem.json')) {
      const tree = whole(decodeRatchetTree, vector.ratchet_tree);
      const leaves = await leavesOf(vector, tree);
      for (const own of vector.leaves_private) {
        const sender = toLeafIndex(own.index);
        const node = tree[own.index * 2];
        if (node?.nodeType !== 'leaf') throw new Error('no leaf');
        const signing = concat(fromHex(own.signature_priv), node.leaf.signaturePublicKey);
        const before = contextOf(cs, vector, vector.epoch, EMPTY);
        const [after, path, secrets] = await createUpdatePath(tree, sender, before, signing, cs);
        const treeHash = await treeHashRoot(after, cs.hash);
        expect(await applyUpdatePath(tree, sender, path, cs.hash)).toEqual(after);
        const context = contextOf(cs, vector, vector.epoch + 1, treeHash);
        for (const privatePath of leaves.filter(({ leafIndex }) => leafIndex !== own.index)) {
          const { nodeIndex, pathSecret } = await applyUpdatePathSecret(
            tree,
            privatePath,
            sender,
            context,
            path,
            [],
            cs,
          );
          const shared = firstCommonAncestor(tree, toLeafIndex(privatePath.leafIndex), sender);
          expect(nodeIndex).toBe(shared);
          const toThem = await pathToRoot(after, shared, pathSecret, cs.kdf);
          for (const { nodeIndex: at, secret } of secrets) {
            if (toThem[at] !== undefined) expect(toThem[at]).toEqual(secret);
          }
          expect(toThem[secrets.at(-1)?.nodeIndex ?? -1]).toEqual(secrets.at(-1)?.secret);
        }
      }
    }
  });
});
