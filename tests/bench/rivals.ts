/** Two ways to do the same work, measured in turns within one run: machines differ, their ratio hardly. */

/** `ratio` is how many times as fast as the rival; rates in `unit` per second. */
export type Row = {
  readonly name: string;
  readonly rival: string;
  readonly ratio: number;
  readonly rate: number;
  readonly unit: string;
  /** In place of the rate, where that is no number a second. */
  readonly shown?: string;
  /** Below which it fails, whatever was recorded. */
  readonly least?: number;
};

/** Does some work. @returns units of work per second */
export type Attempt = () => number | Promise<number>;

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Repeats `work`, which does `units` at once, for `milliseconds`. */
export function repeating(work: () => void, units = 1, milliseconds = 20): Attempt {
  return () => {
    const startedAt = performance.now();
    let done = 0;
    while (performance.now() - startedAt < milliseconds) {
      work();
      done += units;
    }
    return (done * 1000) / (performance.now() - startedAt);
  };
}

/** Short turns and many rounds, so that what else the machine does meets all alike; the first does not count. */
export async function race(
  name: string,
  unit: string,
  ours: Attempt,
  rivals: Readonly<Record<string, Attempt>>,
  rounds = 41,
): Promise<readonly Row[]> {
  const entrants = Object.entries(rivals);
  const rates: { readonly own: number; readonly theirs: readonly number[] }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const own = await ours();
    const theirs: number[] = [];
    for (const [, rival] of entrants) theirs.push(await rival());
    if (round > 0) rates.push({ own, theirs });
  }
  return entrants.map(([rival], at) => ({
    name,
    rival,
    ratio: median(rates.map(({ own, theirs }) => own / (theirs[at] ?? Number.NaN))),
    rate: median(rates.map(({ own }) => own)),
    unit,
  }));
}
