import { openCapsule, readCapsuleHeader, type CapsuleSecret } from '../../crypto/capsule.ts';
import { NO_EXPIRY, TREE_DEPTH } from '../../crypto/expiryTree.ts';
import { derivation, leafBelow } from './derive.ts';
import type { Loot } from './loot.ts';

/** Capsules against every string in every place it could have had, PROTOCOL.md §2 to §4. */

const SALTED_HEADER_BYTES = 46;
const COMMITMENT_BYTES = 32;

const capsuleKeys = derivation('capsule', 64);
const twoKeys = derivation('two-key', 32);
const keep = derivation('keep', 32);
const roots = [derivation('root/body', 32), derivation('root/attr', 32)];

type Closed = {
  readonly capsule: Uint8Array;
  readonly salted: Uint8Array;
  readonly commitment: Uint8Array;
  readonly bucket: number;
  readonly isOfTwo: boolean;
};

/** Opens what can be opened, in place of its capsule as loot. */
export function openCapsules(loot: Loot): void {
  const closed = new Set([...loot.capsules.values()].flatMap(readClosed));

  function tryMaterial(material: Uint8Array, among: Iterable<Closed>): void {
    for (const one of among) {
      const derived = capsuleKeys(material, one.salted);
      if (!endsWith(derived, one.commitment)) continue;
      const opened = openCapsule(material as CapsuleSecret, one.capsule);
      if (!opened.ok) continue;
      closed.delete(one);
      loot.take('capsule', opened.value);
    }
  }

  const ofHour = (bucket: number) => [...closed].filter((one) => one.bucket === bucket);

  /** As it is, as the node of any depth above the hour, and as an epoch's secret. */
  function leavesOf(key: Uint8Array, bucket: number, depths: readonly number[]): Uint8Array[] {
    if (bucket === NO_EXPIRY) return [key, keep(key)];
    return [
      key,
      ...depths.map((depth) => leafBelow(key, depth, bucket)),
      ...roots.map((root) => leafBelow(root(key), 0, bucket)),
    ];
  }

  const everyDepth = Array.from({ length: TREE_DEPTH }, (_, depth) => depth);
  const exact = new Map([...loot.keys, ...loot.epochSecrets]);
  const buckets = [...new Set([...closed].map((one) => one.bucket))];
  for (const bucket of buckets) {
    for (const key of exact.values()) {
      for (const leaf of leavesOf(key, bucket, everyDepth)) tryMaterial(leaf, ofHour(bucket));
    }
    for (const window of loot.windows.values()) {
      const among = ofHour(bucket);
      if (among.length === 0) break;
      for (const leaf of leavesOf(window, bucket, [0])) tryMaterial(leaf, among);
    }
    combine(bucket);
  }

  /** Two keys: those that follow from nodes and epoch secrets with each other and with every string. */
  function combine(bucket: number): void {
    const ofTwo = ofHour(bucket).filter((one) => one.isOfTwo);
    if (ofTwo.length === 0) return;
    const known = [
      ...[...loot.nodes.values()].flatMap(({ depth, index, key }) =>
        Math.floor(bucket / 2 ** (TREE_DEPTH - depth)) === index
          ? [leafBelow(key, depth, bucket)]
          : [],
      ),
      ...[...loot.epochSecrets.values()].flatMap((secret) => leavesOf(secret, bucket, [])),
    ];
    const others = [...known, ...exact.values()];
    for (const one of known) {
      for (const other of others) {
        tryMaterial(twoKeys(one, other), ofTwo);
        tryMaterial(twoKeys(other, one), ofTwo);
      }
    }
  }
}

function readClosed(capsule: Uint8Array): Closed[] {
  const header = readCapsuleHeader(capsule);
  if (!header.ok) return [];
  const { bucket, segmentEpoch, currentEpoch } = header.value;
  return [
    {
      capsule,
      salted: capsule.slice(0, SALTED_HEADER_BYTES),
      commitment: capsule.slice(SALTED_HEADER_BYTES, SALTED_HEADER_BYTES + COMMITMENT_BYTES),
      bucket,
      isOfTwo: segmentEpoch !== currentEpoch,
    },
  ];
}

function endsWith(derived: Uint8Array, commitment: Uint8Array): boolean {
  for (let at = 0; at < COMMITMENT_BYTES; at += 1) {
    if (derived[COMMITMENT_BYTES + at] !== commitment[at]) return false;
  }
  return true;
}
