import { kdf } from './kdf.ts';
import { sodium } from './sodium.ts';

/**
 * The expiry tree of PROTOCOL.md §3: a GGM tree over absolute hours. Whoever holds a node derives every
 * leaf below it and nothing else, so that forgetting an hour is forgetting the nodes above it.
 */

export const TREE_DEPTH = 21;
/** The first hour that no tree has: an epoch may last, and its keys must not run out under it. */
export const TREE_END = 2 ** TREE_DEPTH;
/** No sender picks an hour further ahead, PROTOCOL.md §3. */
export const HORIZON_HOURS = 400 * 24;
/** The hour number of what never fades. */
export const NO_EXPIRY = 0xffff_ffff;
const EPOCH_HOURS = 490_896;
const NO_CONTEXT = new Uint8Array(0);

declare const bucketKey: unique symbol;
/** The 32-byte leaf of one epoch and one hour. */
export type BucketKey = Uint8Array & { readonly [bucketKey]: true };

/** `depth` 0 is the root; `index` counts nodes of that depth from the left; `key` 32 bytes. */
export type TreeNode = {
  readonly depth: number;
  readonly index: number;
  readonly key: Uint8Array;
};

/** Nodes from left to right; together they cover a range of hours without overlap. */
export type Frontier = readonly TreeNode[];

/** @returns hours since 2026-01-01T00Z; negative before */
export function bucketOf(unixSeconds: number): number {
  return Math.floor(unixSeconds / 3600) - EPOCH_HOURS;
}

/** The first second of a bucket, in Unix seconds. */
export function bucketStart(bucket: number): number {
  return (bucket + EPOCH_HOURS) * 3600;
}

function child(node: TreeNode, bit: 0 | 1): TreeNode {
  return {
    depth: node.depth + 1,
    index: node.index * 2 + bit,
    key: kdf(node.key, bit === 0 ? 'x/0' : 'x/1', NO_CONTEXT, 32),
  };
}

/** The first bucket under a node, and the first one after it. */
function rangeOf(node: TreeNode): { readonly first: number; readonly end: number } {
  const width = 2 ** (TREE_DEPTH - node.depth);
  return { first: node.index * width, end: (node.index + 1) * width };
}

/**
 * The least nodes covering [from, to) below `node`. Keys of nodes that were opened on the way are zeroed,
 * never `node`'s own, which belongs to the caller.
 */
function cover(node: TreeNode, from: number, to: number): TreeNode[] {
  const { first, end } = rangeOf(node);
  if (end <= from || first >= to) return [];
  if (first >= from && end <= to) return [node];
  return ([0, 1] as const).flatMap((bit) => {
    const below = child(node, bit);
    const kept = cover(below, from, to);
    if (!kept.includes(below)) sodium.memzero(below.key);
    return kept;
  });
}

/**
 * @param root 32 bytes; a copy is taken, the caller zeroes its own
 * @param from first bucket still wanted; @param to the first one no longer wanted
 */
export function frontierOf(root: Uint8Array, from: number, to: number): Frontier {
  if (!Number.isSafeInteger(from) || from < 0 || to > TREE_END || to < from) {
    throw new RangeError('hours outside the expiry tree');
  }
  return cover({ depth: 0, index: 0, key: root.slice() }, from, to);
}

/**
 * Forgets every hour before `from`. Key bytes of nodes that fall away are zeroed in place, so the given
 * frontier must not be used afterwards.
 */
export function puncture(frontier: Frontier, from: number): Frontier {
  return frontier.flatMap((node) => {
    const kept = cover(node, from, TREE_END);
    if (!kept.includes(node)) sodium.memzero(node.key);
    return kept;
  });
}

/**
 * Forgets every hour but these. Key bytes of all nodes are zeroed in place, so the given frontier must not be used
 * afterwards.
 */
export function keepLeaves(frontier: Frontier, buckets: ReadonlySet<number>): Frontier {
  const leaves = [...buckets]
    .toSorted((a, b) => a - b)
    .flatMap((bucket) => {
      const key = deriveBucketKey(frontier, bucket);
      return key === null ? [] : [{ depth: TREE_DEPTH, index: bucket, key }];
    });
  for (const { key } of frontier) sodium.memzero(key);
  return leaves;
}

/** @returns null when the hour is past, or beyond what the frontier covers */
export function deriveBucketKey(frontier: Frontier, bucket: number): BucketKey | null {
  let node = frontier.find((candidate) => {
    const { first, end } = rangeOf(candidate);
    return first <= bucket && bucket < end;
  });
  if (node === undefined) return null;
  const held = node;
  while (node.depth < TREE_DEPTH) {
    const bit = Math.floor(bucket / 2 ** (TREE_DEPTH - node.depth - 1)) % 2 === 0 ? 0 : 1;
    const below: TreeNode = child(node, bit);
    if (node !== held) sodium.memzero(node.key);
    node = below;
  }
  return (node === held ? node.key.slice() : node.key) as BucketKey;
}
