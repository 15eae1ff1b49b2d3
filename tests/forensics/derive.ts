import { utf8 } from '../../crypto/bytes.ts';
import { TREE_DEPTH } from '../../crypto/expiryTree.ts';
import { sodium } from '../../crypto/sodium.ts';

/**
 * KDF of PROTOCOL.md §1 for millions of guesses: libsodium's own function over memory that is given once. That it
 * gives what `crypto/kdf.ts` gives is tested.
 */

type Wasm = {
  readonly HEAPU8: Uint8Array;
  _malloc(length: number): number;
  _crypto_generichash(
    out: number,
    outLength: number,
    content: number,
    contentLength: number,
    contentLengthHigh: number,
    key: number,
    keyLength: number,
  ): number;
};

const MOST_CONTEXT_BYTES = 256;
const PREFIX = utf8('cenacle/v1\0');
const NO_CONTEXT = new Uint8Array(0);

let wasm: Wasm | null = null;
let keyAt = 0;
let contentAt = 0;
let outAt = 0;

/** After `sodiumReady`. */
function memory(): Wasm {
  if (wasm !== null) return wasm;
  wasm = (sodium as unknown as { readonly libsodium: Wasm }).libsodium;
  keyAt = wasm._malloc(64);
  contentAt = wasm._malloc(2 * MOST_CONTEXT_BYTES);
  outAt = wasm._malloc(64);
  return wasm;
}

export type Derivation = (key: Uint8Array, context?: Uint8Array) => Uint8Array;

/** @returns the KDF for one label and one output length, in bytes; contexts up to 256 bytes */
export function derivation(label: string, length: number): Derivation {
  const name = utf8(label);
  return (key, context = NO_CONTEXT) => {
    const library = memory();
    const { HEAPU8 } = library;
    if (context.length > MOST_CONTEXT_BYTES) throw new RangeError('a context too long to guess by');
    let at = contentAt;
    HEAPU8.set(PREFIX, at);
    at += PREFIX.length;
    HEAPU8[at] = name.length;
    HEAPU8.set(name, at + 1);
    at += 1 + name.length;
    HEAPU8[at] = 0;
    HEAPU8[at + 1] = 0;
    HEAPU8[at + 2] = context.length >> 8;
    HEAPU8[at + 3] = context.length & 0xff;
    HEAPU8.set(context, at + 4);
    HEAPU8.set(key, keyAt);
    const contentLength = at + 4 + context.length - contentAt;
    library._crypto_generichash(outAt, length, contentAt, contentLength, 0, keyAt, key.length);
    return HEAPU8.slice(outAt, outAt + length);
  };
}

const left = derivation('x/0', 32);
const right = derivation('x/1', 32);

/** The leaf of `bucket` under `key`, taken as the node of that depth on the way to it, PROTOCOL.md §3. */
export function leafBelow(key: Uint8Array, depth: number, bucket: number): Uint8Array {
  let node = key;
  for (let at = TREE_DEPTH - depth - 1; at >= 0; at -= 1) {
    node = Math.floor(bucket / 2 ** at) % 2 === 0 ? left(node) : right(node);
  }
  return node;
}
