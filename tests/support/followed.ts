import { fromUtf8, signingKeyPairFromSeed, utf8 } from '../../crypto/index.ts';
import { followLog, type FollowOptions } from '../../client/sync/followLog.ts';
import type { LogConnection } from '../../client/sync/logConnection.ts';
import type { Simulation } from './simulation.ts';

/** A device that follows a log and writes down what it is told. */

export const logOf = (seed: number) => signingKeyPairFromSeed(new Uint8Array(32).fill(seed));

export const record = (text: string, isBarrier = false, expiry = 0xffff_ffff) => ({
  bytes: utf8(text),
  expiry,
  isBarrier,
});

/** `told` in order: texts of records (an expired one is `†`), `(caught up)`, `(disconnected)`. */
export type Followed = LogConnection & {
  readonly told: string[];
  readonly hours: number[];
};

export function followed(
  simulation: Simulation,
  options: Pick<FollowOptions, 'transport' | 'address'> & Partial<FollowOptions>,
): Followed {
  const told: string[] = [];
  const hours: number[] = [];
  const connection = followLog({
    timers: simulation.timers,
    random: simulation.random,
    after: 0,
    events: {
      async onRecords(records) {
        told.push(...records.map(({ bytes }) => (bytes === null ? '†' : fromUtf8(bytes))));
      },
      onCaughtUp(hour) {
        hours.push(hour);
        told.push('(caught up)');
      },
      onDisconnected: () => told.push('(disconnected)'),
    },
    ...options,
  });
  return { ...connection, told, hours };
}
