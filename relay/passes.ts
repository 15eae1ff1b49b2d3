import { timingSafeEqual } from 'node:crypto';
import { utf8 } from '../crypto/bytes.ts';
import { hash } from '../crypto/kdf.ts';
import { fail, ok, type Result } from '../crypto/result.ts';
import { PASS_BYTES } from './frames.ts';

/** The operator's passes, of which only hashes are kept. */

/** In the same time whatever is shown. @returns its hash, where it is one of the operator's */
export function knownPass(passes: readonly Uint8Array[], shown: Uint8Array): Uint8Array | null {
  const shownHash = hash('pass', shown);
  const known = passes.filter((pass) => timingSafeEqual(pass, shownHash));
  return known[0] ?? null;
}

/**
 * @param text secrets of 16 to 64 bytes with a comma between them; nothing where anybody may found
 * @returns their hashes; null: no pass is asked for
 */
export function readPasses(
  text: string | undefined,
): Result<readonly Uint8Array[] | null, 'Unfit'> {
  if (text === undefined || text.trim() === '') return ok(null);
  const passes = text.split(',').map((pass) => utf8(pass.trim()));
  const isFit = ({ length }: Uint8Array) => length >= PASS_BYTES.least && length <= PASS_BYTES.most;
  return passes.every(isFit) ? ok(passes.map((pass) => hash('pass', pass))) : fail('Unfit');
}
