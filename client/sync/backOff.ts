import type { RandomBytes } from '../storage/generation.ts';

const FIRST_MS = 500;
const MOST_MS = 30_000;

/**
 * Doubles with each failure up to 30 s, of which a random half is waited, so that the clients of a relay that
 * comes back do not come back together.
 * @param failures before this one
 * @returns milliseconds, from half of the step to the whole
 */
export function retryDelayMs(failures: number, random: RandomBytes): number {
  const step = Math.min(MOST_MS, FIRST_MS * 2 ** failures);
  const [chance = 0] = random(1);
  return Math.round((step / 2) * (1 + chance / 255));
}
