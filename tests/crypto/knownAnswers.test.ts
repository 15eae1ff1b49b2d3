import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { fromHex, toHex, utf8 } from '../../crypto/bytes.ts';
import {
  keepSecret,
  oneKeySecret,
  openCapsule,
  readCapsuleHeader,
  sealCapsule,
  twoKeySecret,
} from '../../crypto/capsule.ts';
import { deriveEraSecret, takeEpochKeys } from '../../crypto/epochKeys.ts';
import {
  bucketOf,
  deriveBucketKey,
  frontierOf,
  puncture,
  type BucketKey,
  type Frontier,
} from '../../crypto/expiryTree.ts';
import { kdf } from '../../crypto/kdf.ts';
import { deriveEraKeys } from '../../crypto/record.ts';
import { sodiumReady } from '../../crypto/sodium.ts';
import { sodium } from '../../crypto/sodium.ts';

type Node = { depth: number; index: number; node: string };
type Answers = {
  epochSecret: string;
  derived: Record<string, string>;
  bucket: { unixSeconds: number; bucket: number };
  leaves: { bucket: number; leaf: string }[];
  frontier: { from: number; to: number; nodes: Node[] };
  punctured: { from: number; nodes: Node[] };
  capsules: {
    name: string;
    headerHex: string;
    ikm: string;
    salt: string;
    plaintextUtf8: string;
    capsule: string;
  }[];
};

const answers = JSON.parse(
  readFileSync(new URL('capsule-kat.json', import.meta.url), 'utf8'),
) as Answers;
const none = new Uint8Array(0);
const root = () => kdf(fromHex(answers.epochSecret), 'root/body', none, 32);
const asNodes = (frontier: Frontier): Node[] =>
  frontier.map(({ depth, index, key }) => ({ depth, index, node: toHex(key) }));

beforeAll(() => sodiumReady);

describe('known answers of cenacle/v1', () => {
  test('an epoch secret gives its roots, its era and its log', () => {
    const secret = fromHex(answers.epochSecret);
    const era = deriveEraSecret(secret);
    expect(toHex(root())).toBe(answers.derived['rootBody']);
    expect(toHex(kdf(secret, 'root/attr', none, 32))).toBe(answers.derived['rootAttr']);
    expect(toHex(era)).toBe(answers.derived['era']);
    const keys = deriveEraKeys(era);
    expect(toHex(keys.envelope)).toBe(answers.derived['recordEnvelope']);
    const seed = fromHex(answers.derived['logSignSeed'] ?? '');
    expect(toHex(keys.log.publicKey)).toBe(toHex(sodium.crypto_sign_seed_keypair(seed).publicKey));
    const epoch = takeEpochKeys(secret, 7, answers.frontier.from);
    expect(toHex(epoch.rec)).toBe(answers.derived['rec']);
    expect(toHex(epoch.keep)).toBe(answers.derived['keep']);
    expect(secret.every((byte) => byte === 0)).toBe(true);
  });

  test('hours have their numbers', () => {
    expect(bucketOf(answers.bucket.unixSeconds)).toBe(answers.bucket.bucket);
  });

  test.each(answers.leaves)('hour $bucket has its leaf', ({ bucket, leaf }) => {
    const frontier = frontierOf(root(), bucket, bucket + 1);
    expect(toHex(deriveBucketKey(frontier, bucket) ?? none)).toBe(leaf);
  });

  test('a frontier, and what is left of it three hours later', () => {
    const { from, to, nodes } = answers.frontier;
    const frontier = frontierOf(root(), from, to);
    expect(asNodes(frontier)).toEqual(nodes);
    expect(asNodes(puncture(frontier, answers.punctured.from))).toEqual(answers.punctured.nodes);
  });

  test.each(answers.capsules)('the capsule "$name"', (answer) => {
    const capsule = fromHex(answer.capsule);
    const header = readCapsuleHeader(capsule);
    if (!header.ok) throw new Error(header.error);
    const secret = keepSecret(fromHex(answer.ikm));
    const plaintext = utf8(answer.plaintextUtf8);
    expect(toHex(sealCapsule(secret, header.value, plaintext, fromHex(answer.salt)))).toBe(
      answer.capsule,
    );
    expect(openCapsule(secret, capsule)).toEqual({ ok: true, value: plaintext });
  });

  test('two keys make the secret of an older segment', () => {
    const [first, second] = answers.capsules;
    const segmentKey = fromHex(first?.ikm ?? '') as BucketKey;
    expect(toHex(oneKeySecret(segmentKey))).toBe(first?.ikm);
    const other = kdf(fromHex(answers.epochSecret), 'root/other', none, 32);
    const current = deriveBucketKey(frontierOf(other, 7860, 7861), 7860) as BucketKey;
    expect(toHex(twoKeySecret(segmentKey, current))).toBe(second?.ikm);
  });
});
