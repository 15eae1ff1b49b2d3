import { sodiumReady } from '../../crypto/sodium.ts';
import { soakCircle } from './circle.ts';
import { soakDecoders } from './decoding.ts';
import { soakMonths } from './months.ts';
import { soakRelay } from './relay.ts';
import { soakSchedules } from './schedules.ts';

/** One part in a process of its own, so that `main.ts` notices when it hangs. usage: part.ts <part> */

export type PartName = 'circle' | 'decoders' | 'months' | 'relay' | 'schedules';
export type Report = { readonly seed: number; readonly said?: string; readonly failure?: string };

const parts: Readonly<Record<PartName, (seed: number) => Promise<string>>> = {
  circle: soakCircle,
  decoders: soakDecoders,
  months: soakMonths,
  relay: soakRelay,
  schedules: soakSchedules,
};
const part = parts[process.argv[2] as PartName];

await sodiumReady;
process.on('message', (seed: number) => {
  part(seed).then(
    (said) => process.send?.({ seed, said } satisfies Report),
    (error: unknown) => {
      const failure = error instanceof Error ? (error.stack ?? error.message) : String(error);
      process.send?.({ seed, failure } satisfies Report);
    },
  );
});
process.on('disconnect', () => process.exit(0));
