import type { Chance } from './chance.ts';

const BOUNDARIES = [0, 1, 0x7f, 0x80, 0xff];
const LONGEST_RANDOM = 600;

/** One to four changes to a sample, or bytes out of the air. @param others whose parts may be spliced in */
export function mutate(
  chance: Chance,
  sample: Uint8Array,
  others: readonly Uint8Array[],
): Uint8Array {
  if (chance.isLikely(0.05)) return chance.bytes(chance.below(LONGEST_RANDOM));
  let bytes = Array.from(sample);
  const at = () => chance.below(bytes.length + 1);
  for (let left = 1 + chance.below(4); left > 0; left -= 1) {
    const [from, to] = [at(), at()].toSorted((a, b) => a - b) as [number, number];
    switch (chance.below(7)) {
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
