import { decode, encode, Tokenizer } from 'cborg';
import * as v from 'valibot';
import { concat, equalBytes, u32, u64, utf8 } from '../crypto/bytes.ts';
import { fail, ok, type Result } from '../crypto/result.ts';

/**
 * Every frame between client and relay, PROTOCOL.md: one CBOR map in one binary WebSocket message, in the
 * one canonical encoding. One log per connection.
 */

/** Of the frames themselves, the same at every relay. Bytes, but for `records` of one batch. */
export const LIMITS = {
  recordBytes: 256 * 1024,
  batchBytes: 1024 * 1024,
  batchRecords: 1000,
  frameBytes: 1024 * 1024 + 64 * 1024,
} as const;

/** Of a founder's pass, as UTF-8. */
export const PASS_BYTES = { least: 16, most: 64 } as const;

/** Items of CBOR in the fullest frame: of each record a map, six names and six values, and the frame's own. */
const MOST_ITEMS = LIMITS.batchRecords * 13 + 64;
const STRICT = { strict: true, rejectDuplicateMapKeys: true } as const;

/** Stops a frame of a million empty maps, a byte each, before they are made. */
class BoundedTokenizer extends Tokenizer {
  #items = 0;

  override next() {
    this.#items += 1;
    if (this.#items > MOST_ITEMS) throw new RangeError('too many items');
    return super.next();
  }
}

const bytes = (length: number) =>
  v.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length === length);
const recordBytes = v.custom<Uint8Array>(
  (value) => value instanceof Uint8Array && value.length > 0 && value.length <= LIMITS.recordBytes,
);
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const hour = v.pipe(count, v.maxValue(0xffff_ffff));
const request = v.pipe(count, v.maxValue(0xffff_ffff));

function ofBatch<Item>(item: v.GenericSchema<Item>) {
  return v.pipe(v.array(item), v.maxLength(LIMITS.batchRecords), v.readonly());
}

/**
 * By what a log may be made that is not there: the founder's word, with the operator's pass or without one, or
 * the signature of a log that is there, over `childContent`. Null makes none.
 */
const grant = v.nullable(
  v.variant('kind', [
    v.strictObject({
      kind: v.literal('founder'),
      pass: v.nullable(
        v.custom<Uint8Array>(
          (value) =>
            value instanceof Uint8Array &&
            value.length >= PASS_BYTES.least &&
            value.length <= PASS_BYTES.most,
        ),
      ),
    }),
    v.strictObject({ kind: v.literal('parent'), logId: bytes(32), signature: bytes(64) }),
  ]),
);

/** Every limit that a client may run into, by the names of `ConnectionLimits` and `LogQuota`. */
const limits = v.strictObject({
  recordBytes: count,
  batchBytes: count,
  batchRecords: count,
  frameBytes: count,
  logBytes: count,
  logRecords: count,
  emptyLogs: count,
  emptyLogHours: count,
  connections: count,
  framesPerSecond: count,
  bytesPerSecond: count,
  burstSeconds: count,
  unacknowledgedBytes: count,
  unsentBytes: count,
  mostUnsentBytes: count,
  authenticateWithinMs: count,
  stalledMs: count,
  quietMs: count,
});

/** `nonce` and `logId` 32 bytes; `time` Unix seconds; `seen` the highest index that the client has read. */
const clientFrame = v.variant('type', [
  v.strictObject({
    type: v.literal('auth'),
    logId: bytes(32),
    nonce: bytes(32),
    time: count,
    signature: bytes(64),
    grant,
  }),
  v.strictObject({
    type: v.literal('append'),
    request,
    seen: count,
    records: v.pipe(
      ofBatch(v.strictObject({ bytes: recordBytes, expiry: hour, isBarrier: v.boolean() })),
      v.nonEmpty(),
      v.check((records) => sumOf(records) <= LIMITS.batchBytes),
    ),
  }),
  v.strictObject({ type: v.literal('read'), after: count }),
]);

export const ERROR_CODES = [
  'malformed',
  'unauthenticated',
  'too-many',
  'too-slow',
  'closing',
  'not-stored',
  'over-quota',
  'no-such-log',
] as const;

/** `asksPass`: whoever founds needs one. `hash` is H("rec", record); `bytes` null in a stub. */
const relayFrame = v.variant('type', [
  v.strictObject({
    type: v.literal('hello'),
    nonce: bytes(32),
    time: count,
    asksPass: v.boolean(),
    limits,
  }),
  v.strictObject({ type: v.literal('usage'), records: count, lastBarrier: count, hour }),
  v.strictObject({ type: v.literal('appended'), request, indexes: ofBatch(count), hour }),
  v.strictObject({ type: v.literal('stale'), request, lastBarrier: count }),
  v.strictObject({
    type: v.literal('records'),
    records: ofBatch(
      v.strictObject({
        index: count,
        hour,
        expiry: hour,
        isBarrier: v.boolean(),
        hash: bytes(32),
        bytes: v.nullable(recordBytes),
      }),
    ),
  }),
  v.strictObject({
    type: v.literal('error'),
    code: v.picklist(ERROR_CODES),
    request: v.nullable(request),
  }),
]);

export type ClientFrame = v.InferOutput<typeof clientFrame>;
export type RelayFrame = v.InferOutput<typeof relayFrame>;
export type Grant = v.InferOutput<typeof grant>;
export type AnnouncedLimits = v.InferOutput<typeof limits>;

function sumOf(records: readonly { readonly bytes: Uint8Array }[]): number {
  return records.reduce((sum, record) => sum + record.bytes.length, 0);
}

export function encodeFrame(frame: ClientFrame | RelayFrame): Uint8Array {
  return encode(frame);
}

/** Length and items are bounded before anything is built from them; any other encoding of the same frame is refused. */
function read<Frame>(schema: v.GenericSchema<unknown, Frame>, message: Uint8Array) {
  if (message.length > LIMITS.frameBytes) return fail('Malformed' as const);
  try {
    // Under Node a message may be a Buffer, whose slices would be Buffers too.
    const plain = new Uint8Array(message.buffer, message.byteOffset, message.length);
    const parsed = v.safeParse(
      schema,
      decode(plain, { ...STRICT, tokenizer: new BoundedTokenizer(plain, STRICT) }),
    );
    if (!parsed.success || !equalBytes(encode(parsed.output), message)) {
      return fail('Malformed' as const);
    }
    return ok(parsed.output);
  } catch {
    return fail('Malformed' as const);
  }
}

export function decodeClientFrame(message: Uint8Array): Result<ClientFrame, 'Malformed'> {
  return read(clientFrame, message);
}

export function decodeRelayFrame(message: Uint8Array): Result<RelayFrame, 'Malformed'> {
  return read(relayFrame, message);
}

/**
 * What the log's key signs to open a connection. The origin stops replay to another relay, the relay's nonce
 * replay to the same one.
 * @param origin of the relay, as in `https://relay.example`
 */
export function authenticationContent(
  origin: string,
  logId: Uint8Array,
  relayNonce: Uint8Array,
  clientNonce: Uint8Array,
  time: number,
): Uint8Array {
  const name = utf8(origin);
  return concat(
    utf8('cenacle/v1/relay-auth'),
    u32(name.length),
    name,
    logId,
    relayNonce,
    clientNonce,
    u64(time),
  );
}

/**
 * What the key of a log that is there signs so that another may be made.
 * @param time of the `auth` frame that carries the signature, Unix seconds
 */
export function childContent(
  origin: string,
  parentId: Uint8Array,
  childId: Uint8Array,
  time: number,
): Uint8Array {
  const name = utf8(origin);
  return concat(
    utf8('cenacle/v1/relay-child'),
    u32(name.length),
    name,
    parentId,
    childId,
    u64(time),
  );
}
