import { beforeAll, expect, test } from 'vitest';
import { sodiumReady } from '../../crypto/sodium.ts';
import { soakCircle } from './circle.ts';
import { soakDecoders } from './decoding.ts';

// A taste of `npm run soak`, so that it does not rot unseen. The relay's part has `tests/relay/crash.test.ts`, the
// schedules' `tests/schedules`.

beforeAll(() => sodiumReady);

test('over hundreds of random steps, all who follow the log agree, in the model', async () => {
  expect(await soakCircle(1)).toMatch(/^model: [1-9]\d* records/u);
}, 120_000);

test('and so they do in the real group', async () => {
  expect(await soakCircle(7)).toMatch(/^mls: [1-9]\d* records/u);
}, 120_000);

test('no decoder throws at mutated or random bytes', async () => {
  expect(await soakDecoders(1, 60)).toMatch(/^[1-9]\d* decoders/u);
}, 120_000);
