import { decode, encode } from 'cborg';
import type { Chance } from './chance.ts';

const BOUNDARIES = [0, 1, 0x7f, 0x80, 0xff];
/** Numbers larger than their place expects, as CBOR says them, and lengths that nothing has. */
const LARGE = [
  [0x1b, 0, 0, 0, 1, 0, 0, 0, 0],
  [0x1b, 0, 0x1f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
  [0x1a, 0xff, 0xff, 0xff, 0xff],
  [0x5b, 0, 0, 0, 1, 0, 0, 0, 0],
  [0xff, 0xff, 0xff, 0xff],
  [0x3a, 0, 0, 0, 1],
  [0xf9, 0x7e, 0],
];
const LONGEST_RANDOM = 600;

/** One change to a sample, or up to four, or bytes out of the air. @param others whose parts may be spliced in */
export function mutate(
  chance: Chance,
  sample: Uint8Array,
  others: readonly Uint8Array[],
): Uint8Array {
  if (chance.isLikely(0.05)) return chance.bytes(chance.below(LONGEST_RANDOM));
  let bytes = Array.from(sample);
  const at = () => chance.below(bytes.length + 1);
  for (let left = chance.isLikely(0.5) ? 1 : 1 + chance.below(4); left > 0; left -= 1) {
    const [from, to] = [at(), at()].toSorted((a, b) => a - b) as [number, number];
    switch (chance.below(8)) {
      case 0:
        if (from < bytes.length) bytes[from] = (bytes[from] ?? 0) ^ (1 << chance.below(8));
        break;
      case 1:
        bytes[Math.min(from, Math.max(0, bytes.length - 1))] = chance.pick(BOUNDARIES);
        break;
      case 2:
        bytes = bytes.slice(0, from);
        break;
      case 3:
        bytes.splice(from, Math.min(to - from, 40));
        break;
      case 4:
        bytes.splice(from, 0, ...chance.bytes(1 + chance.below(12)));
        break;
      case 5:
        bytes.splice(from, 1, ...chance.pick(LARGE));
        break;
      case 6:
        bytes.splice(from, 0, ...bytes.slice(from, Math.min(to, from + 200)));
        break;
      default: {
        const other = chance.pick(others);
        const start = chance.below(other.length + 1);
        bytes.splice(from, to - from, ...other.subarray(start, start + 200));
      }
    }
  }
  return Uint8Array.from(bytes);
}

const NUMBERS = [
  -1,
  0.5,
  255,
  2 ** 16,
  2 ** 31,
  2 ** 32 - 1,
  2 ** 32,
  2 ** 53 - 1,
  Number.NaN,
  1e300,
];
const TEXTS = ['', ' ', '\u0000', '\u202e', '\ud800', 'é', 'e\u0301', '𝕏', 'x'.repeat(30_000)];

function replaceOne(chance: Chance, items: readonly unknown[]): unknown[] {
  const at = chance.below(items.length);
  return items.with(at, changed(chance, items[at]));
}

function changed(chance: Chance, value: unknown): unknown {
  if (chance.isLikely(0.1)) return chance.pick<unknown>([null, true, 0, '', [], {}]);
  if (typeof value === 'number') return chance.pick(NUMBERS);
  if (typeof value === 'string') return chance.pick(TEXTS);
  if (value instanceof Uint8Array) return chance.bytes(chance.pick([0, 1, value.length, 40]));
  if (Array.isArray(value)) {
    if (value.length === 0 || chance.isLikely(0.2)) return [...value, ...value, null];
    return replaceOne(chance, value);
  }
  if (typeof value !== 'object' || value === null) return chance.below(3);
  const fields = Object.entries(value);
  if (fields.length === 0 || chance.isLikely(0.05)) return { ...value, unheard: 1 };
  const [name, field] = chance.pick(fields);
  if (chance.isLikely(0.05)) return Object.fromEntries(fields.filter(([key]) => key !== name));
  return { ...value, [name]: changed(chance, field) };
}

/** Another value somewhere in a CBOR structure, in canonical encoding again. @param from where it begins */
export function mutateCbor(chance: Chance, sample: Uint8Array, from: number): Uint8Array {
  const body = encode(changed(chance, decode(sample.subarray(from))));
  return Uint8Array.from([...sample.subarray(0, from), ...body]);
}
