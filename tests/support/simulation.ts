import { createCipheriv } from 'node:crypto';
import type { Timers } from '../../client/sync/logConnection.ts';
import { pendingWork } from './pendingWork.ts';

/** A world whose time and chance are given: one seed, one course of events. */

export type Simulation = {
  readonly timers: Timers;
  readonly random: (length: number) => Uint8Array;
  /** Runs what falls due within `ms`, in order, and what follows from each before the next. */
  readonly advance: (ms: number) => Promise<void>;
  /** Runs what is due now, until nothing more happens. */
  readonly settle: () => Promise<void>;
  /**
   * Sets the clock, in Unix milliseconds, and runs nothing: what has become due runs late, as after a sleep.
   * Set back, what is waiting keeps its delay.
   */
  readonly setNow: (ms: number) => void;
};

type Timer = { dueMs: number; readonly order: number; readonly run: () => void };

const START_MS = Date.UTC(2026, 10, 25, 12);
/** Turns of the event loop in which nothing happens before nothing is expected to. */
const IDLE_TURNS = 20;
const MOST_DELAY_MS = 2 ** 31 - 1;

export function createSimulation(seed: number): Simulation {
  const chance = createCipheriv('aes-256-ctr', Buffer.alloc(32, `seed ${seed} `), Buffer.alloc(16));
  const waiting = new Set<Timer>();
  let nowMs = START_MS;
  /** Counts whatever is asked of this world, by which it is known to be still at work. */
  let events = 0;

  function nextBefore(endMs: number): Timer | null {
    let next: Timer | null = null;
    for (const timer of waiting) {
      if (timer.dueMs > endMs) continue;
      const isEarlier =
        next === null ||
        timer.dueMs < next.dueMs ||
        (timer.dueMs === next.dueMs && timer.order < next.order);
      if (isEarlier) next = timer;
    }
    return next;
  }

  /** Promises of WebCrypto and IndexedDB are kept in later turns of the real event loop. */
  async function quiet(): Promise<void> {
    let seen = events;
    for (let idle = 0; idle < IDLE_TURNS; idle += 1) {
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
      if (seen !== events || pendingWork() > 0) idle = -1;
      seen = events;
    }
  }

  async function advance(ms: number): Promise<void> {
    const endMs = nowMs + ms;
    await quiet();
    for (let next = nextBefore(endMs); next !== null; next = nextBefore(endMs)) {
      waiting.delete(next);
      nowMs = Math.max(nowMs, next.dueMs);
      next.run();
      await quiet();
    }
    nowMs = Math.max(nowMs, endMs);
  }

  return {
    timers: {
      nowMs: () => nowMs,
      after(delayMs, run) {
        events += 1;
        // A browser's timer that overflows its 31 bits fires at once.
        const kept = delayMs > MOST_DELAY_MS ? 0 : Math.max(0, delayMs);
        const timer = { dueMs: nowMs + kept, order: events, run };
        waiting.add(timer);
        return () => {
          events += 1;
          waiting.delete(timer);
        };
      },
    },
    random(length) {
      events += 1;
      return new Uint8Array(chance.update(Buffer.alloc(length)));
    },
    advance,
    settle: () => advance(0),
    setNow(ms) {
      const back = Math.min(0, ms - nowMs);
      for (const timer of waiting) timer.dueMs += back;
      nowMs = ms;
    },
  };
}
