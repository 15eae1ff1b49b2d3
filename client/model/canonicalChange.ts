import { concat, fromHex, sha256, toHex, utf8 } from '../../crypto/index.ts';

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

/** Column ids of the format: id << 4 | type. */
const COLUMN = {
  objectActor: 0x01,
  objectCounter: 0x02,
  key: 0x15,
  insert: 0x34,
  action: 0x42,
  valueMetadata: 0x56,
  value: 0x57,
  predecessorCount: 0x70,
} as const;

/**
 * Two operations: 2 makes a map at the root under the key, 3 sets `capsule` in it.
 * @param rootHash of the segment's root change, hexadecimal
 * @param id 16 bytes: the key and the actor
 * @param capsule not empty: Automerge cannot load a document with an empty value column written out
 */
export function encodeEntryChange(
  rootHash: string,
  id: Uint8Array,
  capsule: Uint8Array,
): Uint8Array {
  if (capsule.length === 0) throw new RangeError('an entry holds a capsule');
  const literal = sleb(-1);
  const key = utf8(toHex(id));
  const columns: readonly (readonly [number, Uint8Array])[] = [
    [COLUMN.objectActor, Uint8Array.of(0, 1, literal, 0)],
    [COLUMN.objectCounter, Uint8Array.of(0, 1, literal, 2)],
    [COLUMN.key, concat(Uint8Array.of(sleb(-2)), prefixed(key), prefixed(utf8('capsule')))],
    [COLUMN.insert, Uint8Array.of(2)],
    [COLUMN.action, Uint8Array.of(sleb(-2), ACTION_MAKE_MAP, ACTION_SET)],
    [COLUMN.valueMetadata, Uint8Array.of(sleb(-2), 0, ...uleb(capsule.length * 16 + BYTES_VALUE))],
    [COLUMN.value, capsule],
    [COLUMN.predecessorCount, Uint8Array.of(2, 0)],
  ];
  const content = concat(
    Uint8Array.of(1),
    fromHex(rootHash),
    prefixed(id),
    Uint8Array.of(1, 2, 0, 0, 0),
    Uint8Array.from([
      columns.length,
      ...columns.flatMap(([column, bytes]) => [...uleb(column), ...uleb(bytes.length)]),
    ]),
    ...columns.map(([, bytes]) => bytes),
  );
  const typed = concat(Uint8Array.of(CHANGE_CHUNK), Uint8Array.from(uleb(content.length)), content);
  return concat(MAGIC, sha256(typed).subarray(0, 4), typed);
}
