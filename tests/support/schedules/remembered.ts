import { sodium } from '../../../crypto/sodium.ts';

/**
 * Signatures and agreements are functions of their bytes alone: in a process that plays a whole circle, what one device
 * has computed, the next one looks up. Months of a circle take a fraction of the time, and compute the same.
 */

const NAMES = [
  'crypto_box_seed_keypair',
  'crypto_kem_xwing_dec',
  'crypto_kem_xwing_enc_deterministic',
  'crypto_kem_xwing_seed_keypair',
  'crypto_scalarmult',
  'crypto_sign_detached',
  'crypto_sign_seed_keypair',
  'crypto_sign_verify_detached',
] as const;
const MOST_KNOWN = 20_000;

const known = new Map<string, unknown>();

/** A caller may erase what it was given. */
function copied(value: unknown): unknown {
  if (value instanceof Uint8Array) return value.slice();
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, copied(part)]));
}

/** After `sodiumReady`; once. */
export function rememberSodium(): void {
  for (const name of NAMES) {
    const compute = sodium[name] as (...given: readonly unknown[]) => unknown;
    if (compute.name === 'remembered') return;
    const remembered = (...given: readonly unknown[]): unknown => {
      const parts = given.map((one) =>
        one instanceof Uint8Array ? Buffer.from(one).toString('latin1') : String(one),
      );
      const key = `${name}/${parts.map(({ length }) => length).join()}/${parts.join('')}`;
      if (!known.has(key)) {
        if (known.size > MOST_KNOWN) known.clear();
        known.set(key, compute(...given));
      }
      return copied(known.get(key));
    };
    Reflect.set(sodium, name, remembered);
  }
}
