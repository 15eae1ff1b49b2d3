/**
 * Counts what WebCrypto and WebAssembly are doing in other threads, so that a simulated clock stands still
 * until it is done, however long that takes on this machine.
 */

let pending = 0;

/** @returns how many calls have been made and not answered */
export function pendingWork(): number {
  return pending;
}

function count(owner: object, names: readonly string[]): void {
  for (const name of names) {
    const original: unknown = Reflect.get(owner, name);
    if (typeof original !== 'function') throw new TypeError(`${name} is no function here`);
    Reflect.set(owner, name, async function counted(this: unknown, ...given: unknown[]) {
      pending += 1;
      try {
        return await Reflect.apply(original, this, given);
      } finally {
        pending -= 1;
      }
    });
  }
}

count(Object.getPrototypeOf(crypto.subtle), [
  'decrypt',
  'deriveBits',
  'deriveKey',
  'digest',
  'encrypt',
  'exportKey',
  'generateKey',
  'importKey',
  'sign',
  'unwrapKey',
  'verify',
  'wrapKey',
]);
count(WebAssembly, ['compile', 'instantiate']);
