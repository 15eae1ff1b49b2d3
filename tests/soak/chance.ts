/** Seeded chance (mulberry32): one seed, one schedule. */
export type Chance = {
  /** From 0 to below 1. */
  real(): number;
  /** A whole number from 0 to below `end`. */
  below(end: number): number;
  isLikely(probability: number): boolean;
  /** Throws on nothing to pick from. */
  pick<Item>(items: readonly Item[]): Item;
  bytes(length: number): Uint8Array;
};

export function chanceFrom(seed: number): Chance {
  let state = seed >>> 0;
  const real = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (end: number) => Math.floor(real() * end);
  return {
    real,
    below,
    isLikely: (probability) => real() < probability,
    pick<Item>(items: readonly Item[]): Item {
      const item = items[below(items.length)];
      if (item === undefined) throw new RangeError('nothing to pick from');
      return item;
    },
    bytes: (length) => Uint8Array.from({ length }, () => below(256)),
  };
}
