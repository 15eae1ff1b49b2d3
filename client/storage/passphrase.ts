import { argon2id } from 'hash-wasm';
import { fail, ok, type Result } from '../../crypto/index.ts';

/** Argon2id, PROTOCOL.md §1 and §10: its cost and salt lie beside what it protects, in the open. */

export type StretchParameters = {
  readonly memoryKib: number;
  readonly passes: number;
  readonly lanes: number;
  /** 16 random bytes. */
  readonly salt: Uint8Array;
};

/** 64 MiB, 3 passes: the least that is ever accepted. */
export const LEAST_COST = { memoryKib: 64 * 1024, passes: 3, lanes: 1 };
/** Above this a stored file could hang or exhaust the device that reads it. */
export const MOST_COST = { memoryKib: 1024 * 1024, passes: 16, lanes: 4 };

const VERSION = 1;
const SALT_BYTES = 16;
const SALT_AT = 10;

function isWithinBounds({ memoryKib, passes, lanes, salt }: StretchParameters): boolean {
  const within = (value: number, least: number, most: number) =>
    Number.isInteger(value) && value >= least && value <= most;
  return (
    within(memoryKib, LEAST_COST.memoryKib, MOST_COST.memoryKib) &&
    within(passes, LEAST_COST.passes, MOST_COST.passes) &&
    within(lanes, LEAST_COST.lanes, MOST_COST.lanes) &&
    salt.length === SALT_BYTES
  );
}

/** @returns 26 bytes: u8 version ‖ u32 KiB ‖ u32 passes ‖ u8 lanes ‖ salt */
export function encodeStretchParameters(parameters: StretchParameters): Uint8Array {
  if (!isWithinBounds(parameters)) throw new RangeError('stretch parameters out of bounds');
  const bytes = new Uint8Array(SALT_AT + SALT_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, VERSION);
  view.setUint32(1, parameters.memoryKib);
  view.setUint32(5, parameters.passes);
  view.setUint8(9, parameters.lanes);
  bytes.set(parameters.salt, SALT_AT);
  return bytes;
}

/** `Malformed` also for a cost out of bounds: neither a cheap guess nor an endless unlock. */
export function readStretchParameters(bytes: Uint8Array): Result<StretchParameters, 'Malformed'> {
  if (bytes.length !== SALT_AT + SALT_BYTES || bytes[0] !== VERSION) return fail('Malformed');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const parameters = {
    memoryKib: view.getUint32(1),
    passes: view.getUint32(5),
    lanes: view.getUint8(9),
    salt: bytes.slice(SALT_AT),
  };
  return isWithinBounds(parameters) ? ok(parameters) : fail('Malformed');
}

/**
 * The 32 bytes that `deriveKeyEncryptionKey` takes. The passphrase is brought to Unicode form NFKC first, so
 * that two keyboards that write one letter differently open the same vault. Throws on an empty passphrase.
 */
export async function stretchPassphrase(
  passphrase: string,
  parameters: StretchParameters,
): Promise<Uint8Array> {
  if (!isWithinBounds(parameters)) throw new RangeError('stretch parameters out of bounds');
  return argon2id({
    password: passphrase.normalize('NFKC'),
    salt: parameters.salt,
    iterations: parameters.passes,
    parallelism: parameters.lanes,
    memorySize: parameters.memoryKib,
    hashLength: 32,
    outputType: 'binary',
  });
}
