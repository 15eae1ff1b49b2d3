import { concat, sha256, toHex, utf8 } from '../../crypto/index.ts';

/**
 * The one change that puts `{ capsule }` under an entry's key, written byte by byte in Automerge's binary
 * format (automerge.org/automerge-binary-format-spec, a change chunk). Making it through a clone of the root
 * document gives the same operations many times more slowly; the tests hold the two against each other.
 */

const MAGIC = Uint8Array.of(0x85, 0x6f, 0x4a, 0x83);
const CHANGE_CHUNK = 1;
/** Values are `length << 4 | type`; 7 is bytes. */
const BYTES_VALUE = 7;
const ACTION_MAKE_MAP = 0;
const ACTION_SET = 1;

function uleb(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest % 128;
    rest = Math.floor(rest / 128);
    bytes.push(rest > 0 ? low + 128 : low);
  } while (rest > 0);
  return bytes;
}

/** Signed LEB128 of a run length: these columns only need -64 to 63. */
function sleb(value: number): number {
  return value & 0x7f;
}

function prefixed(bytes: Uint8Array): Uint8Array {
  return concat(Uint8Array.from(uleb(bytes.length)), bytes);
}

/** Column ids of the format, id << 4 | type: the object's actor and counter, the key, ... as `columns` has them. */
const COLUMNS = [0x01, 0x02, 0x15, 0x34, 0x42, 0x56, 0x57, 0x70] as const;

const NONE = Uint8Array.of(sleb(-1));
const CAPSULE_KEY = prefixed(utf8('capsule'));
/** What stands in the columns of every entry. */
const OBJECT_ACTOR = concat(Uint8Array.of(0, 1), NONE, Uint8Array.of(0));
const OBJECT_COUNTER = concat(Uint8Array.of(0, 1), NONE, Uint8Array.of(2));
const INSERT = Uint8Array.of(2);
const ACTION = Uint8Array.of(sleb(-2), ACTION_MAKE_MAP, ACTION_SET);
const PREDECESSOR_COUNT = Uint8Array.of(2, 0);
const VERSION = Uint8Array.of(1);
/** seq 1, startOp 2, time 0, no message, no other actors. */
const SEQUENCE = Uint8Array.of(1, 2, 0, 0, 0);
const LITERALS = Uint8Array.of(sleb(-2));

/**
 * Two operations: 2 makes a map at the root under the key, 3 sets `capsule` in it.
 * @param rootHash of the segment's root change, 32 bytes
 * @param id 16 bytes: the key and the actor
 * @param capsule not empty: Automerge cannot load a document with an empty value column written out
 */
export function encodeEntryChange(
  rootHash: Uint8Array,
  id: Uint8Array,
  capsule: Uint8Array,
): Uint8Array {
  if (capsule.length === 0) throw new RangeError('an entry holds a capsule');
  const key = concat(LITERALS, prefixed(utf8(toHex(id))), CAPSULE_KEY);
  const size = Uint8Array.from(uleb(capsule.length * 16 + BYTES_VALUE));
  const valueMetadata = concat(LITERALS, Uint8Array.of(0), size);
  const columns = [
    OBJECT_ACTOR,
    OBJECT_COUNTER,
    key,
    INSERT,
    ACTION,
    valueMetadata,
    capsule,
    PREDECESSOR_COUNT,
  ];
  const lengths = COLUMNS.flatMap((column, at) => [
    ...uleb(column),
    ...uleb(columns[at]?.length ?? 0),
  ]);
  const places = Uint8Array.of(COLUMNS.length, ...lengths);
  const content = [VERSION, rootHash, prefixed(id), SEQUENCE, places, ...columns];
  const length = content.reduce((sum, part) => sum + part.length, 0);
  const typed = concat(Uint8Array.of(CHANGE_CHUNK, ...uleb(length)), ...content);
  return concat(MAGIC, sha256(typed).subarray(0, 4), typed);
}
