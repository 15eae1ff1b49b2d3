import {
  frontierOf,
  keepLeaves,
  NO_EXPIRY,
  puncture,
  TREE_END,
  type Frontier,
} from './expiryTree.ts';
import { kdf } from './kdf.ts';
import { sodium } from './sodium.ts';

const NO_CONTEXT = new Uint8Array(0);

/** Which of an epoch's two trees seals: contents, or who said them. */
export type Tree = 'body' | 'attribution';

/** What a device keeps of an epoch, PROTOCOL.md §2 and §3. `rec` and `keep` 32 bytes each. */
export type EpochKeys = {
  readonly epoch: number;
  readonly body: Frontier;
  readonly attribution: Frontier;
  readonly rec: Uint8Array;
  readonly keep: Uint8Array;
};

/** Era_r, 32 bytes: derived once, at the first epoch of an era, before its secret is erased. */
export function deriveEraSecret(epochSecret: Uint8Array): Uint8Array {
  return kdf(epochSecret, 'era', NO_CONTEXT, 32);
}

/**
 * Derives what may be persisted and zeroes `epochSecret` and both roots: hours before `now` cannot be
 * derived again by anybody who reads this device.
 * @param now the current bucket
 */
export function takeEpochKeys(epochSecret: Uint8Array, epoch: number, now: number): EpochKeys {
  const bodyRoot = kdf(epochSecret, 'root/body', NO_CONTEXT, 32);
  const attributionRoot = kdf(epochSecret, 'root/attr', NO_CONTEXT, 32);
  const keys: EpochKeys = {
    epoch,
    body: frontierOf(bodyRoot, now, TREE_END),
    attribution: frontierOf(attributionRoot, now, TREE_END),
    rec: kdf(epochSecret, 'rec', NO_CONTEXT, 32),
    keep: kdf(epochSecret, 'keep', NO_CONTEXT, 32),
  };
  for (const secret of [epochSecret, bodyRoot, attributionRoot]) sodium.memzero(secret);
  return keys;
}

/** Forgets the hours before `now` in both trees, as `puncture` does. */
export function punctureEpochKeys(keys: EpochKeys, now: number): EpochKeys {
  return {
    ...keys,
    body: puncture(keys.body, now),
    attribution: puncture(keys.attribution, now),
  };
}

/** Of an epoch that has ended: governance is read in the epoch in force alone. A copy. */
export function withoutRec(keys: EpochKeys): EpochKeys {
  return { ...keys, rec: new Uint8Array(keys.rec.length) };
}

/** Hours by the tree that seals them, NO_EXPIRY among them or not. */
export type UsedHours = { readonly [tree in Tree]: ReadonlySet<number> };

/** Of an epoch that is closed: the keys of these hours. What falls away is zeroed in place. */
export function closeEpochKeys(keys: EpochKeys, used: UsedHours): EpochKeys {
  const isKept = used.body.has(NO_EXPIRY) || used.attribution.has(NO_EXPIRY);
  if (!isKept) sodium.memzero(keys.keep);
  const hours = (tree: Tree) => new Set([...used[tree]].filter((hour) => hour !== NO_EXPIRY));
  return {
    ...keys,
    body: keepLeaves(keys.body, hours('body')),
    attribution: keepLeaves(keys.attribution, hours('attribution')),
  };
}
