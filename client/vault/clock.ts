import { bucketStart } from '../../crypto/index.ts';

/**
 * The one clock of the vault, PROTOCOL.md §12: never backwards, at most two hours ahead of what a relay says
 * while connected, and asking before it follows a local clock that has jumped by more than a month or that a relay has
 * contradicted for more than a day.
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
  /** The local clock has jumped, or a relay holds it back for more than a day: it is not followed until `acceptJump`. */
  asksAboutJump(): boolean;
  acceptJump(): void;
};

/** A relay that holds now* back for so long may have stopped its clock, and fading with it. */
const PATIENCE_MS = 24 * 3600 * 1000;

export function createClock(localNowMs: () => number): Clock {
  let highest = 0;
  /** Until it is known where the clock stood, there is nothing to hold the local one against. */
  let isRestored = false;
  let relayMs: number | null = null;
  /** Since when, by the local clock, a relay has held it back. */
  let heldSinceMs: number | null = null;
  /** Somebody has confirmed the local clock against the relay's. */
  let isRelayDoubted = false;

  const jumps = (ms: number) => highest > 0 && relayMs === null && ms - highest > JUMP_MS;

  function allowedBy(local: number): number {
    const bound = relayMs === null ? Infinity : relayMs + AHEAD_OF_RELAY_MS;
    if (local <= bound) {
      heldSinceMs = null;
      isRelayDoubted = false;
      return local;
    }
    heldSinceMs ??= local;
    return isRelayDoubted ? local : bound;
  }

  function advance(): number {
    const local = localNowMs();
    if (!isRestored) return local;
    if (jumps(local)) return highest;
    highest = Math.max(highest, allowedBy(local));
    return highest;
  }

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
    asksAboutJump: () => {
      advance();
      const local = localNowMs();
      const isHeld = heldSinceMs !== null && local - heldSinceMs > PATIENCE_MS;
      return jumps(local) || (isHeld && !isRelayDoubted);
    },
    acceptJump: () => {
      highest = Math.max(highest, localNowMs());
      isRelayDoubted = heldSinceMs !== null;
    },
  };
}
