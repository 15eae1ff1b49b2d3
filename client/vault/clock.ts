import { bucketStart } from '../../crypto/index.ts';

/**
 * The one clock of the vault, PROTOCOL.md §12: never backwards, at most two hours ahead of what a relay says
 * while connected, and asking before it follows a local clock that has jumped by more than a month.
 */

const AHEAD_OF_RELAY_MS = 2 * 3600 * 1000;
const JUMP_MS = 30 * 24 * 3600 * 1000;

export type Clock = {
  /** now*, Unix milliseconds. */
  nowMs(): number;
  /** @param hour the newest that any relay with an open connection has said */
  observeRelayHour(hour: number): void;
  /** No connection is open any more. */
  forgetRelay(): void;
  /** Where the clock stood when it was last persisted. */
  restore(persistedMs: number): void;
  /** The local clock has jumped: nothing follows it until `acceptJump`. */
  asksAboutJump(): boolean;
  acceptJump(): void;
};

export function createClock(localNowMs: () => number): Clock {
  let highest = 0;
  /** Until it is known where the clock stood, there is nothing to hold the local one against. */
  let isRestored = false;
  let relayMs: number | null = null;
  const jumps = (ms: number) => highest > 0 && relayMs === null && ms - highest > JUMP_MS;
  const advance = () => {
    const local = localNowMs();
    if (!isRestored) return local;
    if (jumps(local)) return highest;
    const allowed = relayMs === null ? local : Math.min(local, relayMs + AHEAD_OF_RELAY_MS);
    highest = Math.max(highest, allowed);
    return highest;
  };
  return {
    nowMs: advance,
    observeRelayHour: (hour) => {
      relayMs = Math.max(relayMs ?? 0, bucketStart(hour) * 1000);
    },
    forgetRelay: () => {
      relayMs = null;
    },
    restore: (persistedMs) => {
      isRestored = true;
      highest = Math.max(highest, persistedMs);
    },
    asksAboutJump: () => jumps(localNowMs()),
    acceptJump: () => {
      highest = Math.max(highest, localNowMs());
    },
  };
}
