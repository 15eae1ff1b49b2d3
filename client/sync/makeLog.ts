import { followLog, type FollowOptions } from './followLog.ts';
import type { LogAddress } from './logConnection.ts';

const WITHIN_MS = 15_000;

/**
 * One short conversation, after which the relay holds the log (`made`, now or before), has said that it will not
 * make it, or has not answered in 15 s.
 */
export function makeLog(
  { transport, timers, random }: Pick<FollowOptions, 'transport' | 'timers' | 'random'>,
  address: LogAddress,
): Promise<'made' | 'refused' | 'unanswered'> {
  return new Promise((resolve) => {
    const end = (result: 'made' | 'refused' | 'unanswered'): void => {
      cancelTimeout();
      connection.close();
      resolve(result);
    };
    const cancelTimeout = timers.after(WITHIN_MS, () => end('unanswered'));
    const connection = followLog({
      transport,
      timers,
      random,
      address,
      after: 0,
      events: {
        onRecords: async () => end('made'),
        onCaughtUp: () => end('made'),
        onDisconnected: () => end('unanswered'),
        onRefused: () => end('refused'),
      },
    });
  });
}
