import { toHex } from '../../crypto/bytes.ts';
import { chanceFrom } from './chance.ts';
import { bodyTargets } from './bodyDecoders.ts';
import { decoderTargets, type Target } from './decoders.ts';
import { groupTargets } from './groupDecoders.ts';
import { mutate, mutateCbor } from './mutate.ts';

/** Mutated and random bytes into every decoder: none throws, none takes its time. */

const SLOW_MS = 2000;

/** The group's decoders take a hundred times as long as the others. */
const TIMES_MORE_OF_THE_QUICK = 10;

type Known = { readonly quick: readonly Target[]; readonly slow: readonly Target[] };
let known: Known | undefined;

export async function soakDecoders(seed: number, tries = 300): Promise<string> {
  known ??= { quick: [...decoderTargets(), ...bodyTargets()], slow: await groupTargets() };
  const { quick, slow } = known;
  const targets = [...quick, ...slow];
  const chance = chanceFrom(seed);
  const everything = targets.flatMap(({ samples }) => samples);
  for (const { name, samples, cborFrom, read } of targets) {
    const inputs = slow.some((one) => one.name === name) ? tries : tries * TIMES_MORE_OF_THE_QUICK;
    for (let at = 0; at < inputs; at += 1) {
      const sample = chance.pick(samples);
      const others = chance.isLikely(0.5) ? samples : everything;
      const bytes =
        cborFrom !== undefined && chance.isLikely(0.5)
          ? mutateCbor(chance, sample, cborFrom)
          : mutate(chance, sample, others);
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
  return `${targets.length} decoders, at least ${tries} inputs each`;
}
