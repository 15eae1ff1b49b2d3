import { beforeAll, expect, test } from 'vitest';
import { deriveBucketKey, frontierOf } from '../../crypto/expiryTree.ts';
import { kdf } from '../../crypto/kdf.ts';
import { sodiumReady } from '../../crypto/sodium.ts';
import { derivation, leafBelow } from './derive.ts';

beforeAll(() => sodiumReady);

test('what the thief derives is what the protocol derives', () => {
  const key = new Uint8Array(32).map((_, at) => at);
  const context = new Uint8Array(46).fill(7);
  expect(derivation('capsule', 64)(key, context)).toEqual(kdf(key, 'capsule', context, 64));
  expect(derivation('keep', 32)(key)).toEqual(kdf(key, 'keep', new Uint8Array(0), 32));
  const bucket = 7882;
  const whole = frontierOf(key, 0, 2 ** 21);
  expect(leafBelow(key, 0, bucket)).toEqual(deriveBucketKey(whole, bucket));
  const rest = frontierOf(key, 7001, 9000);
  const [node] = rest.filter(
    ({ depth, index }) => Math.floor(bucket / 2 ** (21 - depth)) === index,
  );
  expect(node && leafBelow(node.key, node.depth, bucket)).toEqual(deriveBucketKey(rest, bucket));
});
