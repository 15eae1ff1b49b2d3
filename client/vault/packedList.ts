import { concat, u64 } from '../../crypto/index.ts';

/**
 * Long lists of alike small records as one string of bytes: naming every field of each again would make a step pay for
 * all that it has not changed.
 */

/** In order; a number of bytes of a byte string, or `u64`, a safe integer in eight. */
export type Layout = Readonly<Record<string, number | 'u64'>>;

type Packed = Readonly<Record<string, number | Uint8Array>>;

const sizeOf = (field: number | 'u64') => (field === 'u64' ? 8 : field);

function bytesOf(layout: Layout): number {
  return Object.values(layout).reduce<number>((sum, field) => sum + sizeOf(field), 0);
}

/** Most lists grow at their end, and some lose their first ones: then the rest is packed already. */
const lastPacked = new WeakMap<Layout, { list: readonly Packed[]; packed: Uint8Array }>();

/** Throws `RangeError` on a record that is not of this layout. */
export function packList(list: readonly Packed[], layout: Layout): Uint8Array {
  const before = lastPacked.get(layout);
  const newest = list.at(-1);
  const dropped = (before?.list.length ?? 0) + 1 - list.length;
  const isLonger =
    before !== undefined &&
    newest !== undefined &&
    list.length > 1 &&
    dropped >= 0 &&
    list.at(-2) === before.list.at(-1) &&
    list[0] === before.list[dropped];
  const packed = isLonger
    ? concat(before.packed.subarray(dropped * bytesOf(layout)), packOne(newest, layout))
    : concat(...list.map((one) => packOne(one, layout)));
  lastPacked.set(layout, { list, packed });
  return packed;
}

function packOne(one: Packed, layout: Layout): Uint8Array {
  const fields = Object.entries(layout).map(([name, field]) => {
    const value = one[name];
    if (field === 'u64' && typeof value === 'number') return u64(value);
    if (value instanceof Uint8Array && value.length === field) return value;
    throw new RangeError(`not packed so: ${name}`);
  });
  return concat(...fields);
}

export function unpackList(packed: Uint8Array, layout: Layout): Packed[] {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.length);
  return Array.from({ length: packed.length / bytesOf(layout) }, (_, place) => {
    let at = place * bytesOf(layout);
    const one = Object.entries(layout).map(([name, field]) => {
      const from = at;
      at += sizeOf(field);
      const value =
        field === 'u64'
          ? view.getUint32(from) * 2 ** 32 + view.getUint32(from + 4)
          : packed.slice(from, at);
      return [name, value] as const;
    });
    return Object.fromEntries(one);
  });
}
