import { toHex } from '../../crypto/bytes.ts';
import { chanceFrom } from './chance.ts';
import { decoderTargets, type Target } from './decoders.ts';
import { groupTargets } from './groupDecoders.ts';
import { mutate } from './mutate.ts';

/** Mutated and random bytes into every decoder: none throws, none takes its time. */

const SLOW_MS = 2000;

let known: readonly Target[] | undefined;

export async function soakDecoders(seed: number, tries = 300): Promise<string> {
  known ??= [...decoderTargets(), ...(await groupTargets())];
  const chance = chanceFrom(seed);
  const everything = known.flatMap(({ samples }) => samples);
  for (const { name, samples, read } of known) {
    for (let at = 0; at < tries; at += 1) {
      const others = chance.isLikely(0.5) ? samples : everything;
      const bytes = mutate(chance, chance.pick(samples), others);
      const startedAt = performance.now();
      try {
        await read(bytes);
      } catch (error) {
        throw new Error(`${name} threw at ${toHex(bytes)}`, { cause: error });
      }
      const took = performance.now() - startedAt;
      if (took > SLOW_MS) throw new Error(`${name} took ${Math.round(took)} ms: ${toHex(bytes)}`);
    }
  }
  return `${known.length} decoders, ${tries} inputs each`;
}
