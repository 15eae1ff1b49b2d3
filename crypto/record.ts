import { aeadOpen, aeadSeal, NONCE_BYTES, TAG_BYTES } from './aead.ts';
import { concat, u64, u8 } from './bytes.ts';
import { kdf } from './kdf.ts';
import { pad, paddedLength, unpad } from './padding.ts';
import { fail, ok, type Result } from './result.ts';
import { signingKeyPairFromSeed, type SigningKeyPair } from './signature.ts';

/** What travels through the relay, PROTOCOL.md §5. */

export const RECORD_TYPES = {
  commit: 1,
  governance: 2,
  content: 3,
  announcement: 4,
  grant: 5,
  heartbeat: 6,
  receipt: 7,
  nack: 8,
} as const;
export type RecordType = keyof typeof RECORD_TYPES;

const LEAST_BYTES = 512;
const MOST_RECORD_BYTES = 256 * 1024;
const PREFIX_BYTES = 1 + 8 + 8 + 32;
const NO_CONTEXT = new Uint8Array(0);

/** `epoch` in force for the sender; `headIndex` and `headChain` (32 bytes) are the sender's verified head. */
export type RecordContent = {
  readonly type: RecordType;
  readonly epoch: number;
  readonly headIndex: number;
  readonly headChain: Uint8Array;
  readonly body: Uint8Array;
};

/** The keys of one era: its log's signing pair, whose public key is the log's id, and the envelope key. */
export type EraKeys = {
  readonly log: SigningKeyPair;
  readonly envelope: Uint8Array;
};

/** Every record of an era asks for them. */
const eras = new WeakMap<Uint8Array, EraKeys>();

/** @param eraSecret Era_r, 32 bytes, which nobody changes afterwards */
export function deriveEraKeys(eraSecret: Uint8Array): EraKeys {
  const known = eras.get(eraSecret);
  if (known !== undefined) return known;
  const era = {
    log: signingKeyPairFromSeed(kdf(eraSecret, 'log-sign', NO_CONTEXT, 32)),
    envelope: kdf(eraSecret, 'env', NO_CONTEXT, 32),
  };
  eras.set(eraSecret, era);
  return era;
}

/** @param nonce 24 random bytes */
export function sealRecord(era: EraKeys, content: RecordContent, nonce: Uint8Array): Uint8Array {
  const plaintext = concat(
    u8(RECORD_TYPES[content.type]),
    u64(content.epoch),
    u64(content.headIndex),
    content.headChain,
    content.body,
  );
  const padded = pad(plaintext, paddedLength(plaintext.length, LEAST_BYTES));
  const record = concat(nonce, aeadSeal(era.envelope, nonce, era.log.publicKey, padded));
  if (record.length > MOST_RECORD_BYTES) throw new RangeError('too long for one record');
  return record;
}

export function openRecord(era: EraKeys, record: Uint8Array): Result<RecordContent> {
  const tooShort = record.length < NONCE_BYTES + LEAST_BYTES + TAG_BYTES;
  if (tooShort || record.length > MOST_RECORD_BYTES) return fail('Malformed');
  const nonce = record.subarray(0, NONCE_BYTES);
  const sealed = record.subarray(NONCE_BYTES);
  const opened = aeadOpen(era.envelope, nonce, era.log.publicKey, sealed);
  if (!opened.ok) return opened;
  const plain = unpad(opened.value);
  if (!plain.ok) return plain;
  return readContent(plain.value);
}

function readContent(bytes: Uint8Array): Result<RecordContent> {
  if (bytes.length < PREFIX_BYTES) return fail('Malformed');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const type = (Object.keys(RECORD_TYPES) as RecordType[]).find(
    (name) => RECORD_TYPES[name] === view.getUint8(0),
  );
  const epoch = Number(view.getBigUint64(1));
  const headIndex = Number(view.getBigUint64(9));
  if (type === undefined || !Number.isSafeInteger(epoch) || !Number.isSafeInteger(headIndex)) {
    return fail('Malformed');
  }
  return ok({
    type,
    epoch,
    headIndex,
    headChain: bytes.slice(17, PREFIX_BYTES),
    body: bytes.slice(PREFIX_BYTES),
  });
}
