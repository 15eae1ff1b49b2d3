import { vi } from 'vitest';

/**
 * A setup file. Every device of a test stretches its passphrase, most of them more than once, and each time is meant
 * to be slow. Here it is the same Argon2id in a 256th of the memory. The tests of the stretching itself unmock it;
 * browsers and `npm run soak` know nothing of it.
 */

const SHARE = 256;

vi.mock(import('hash-wasm'), async (importOriginal) => {
  const real = await importOriginal();
  const argon2id = ((options) =>
    real.argon2id({ ...options, memorySize: options.memorySize / SHARE })) as typeof real.argon2id;
  return { ...real, argon2id };
});
