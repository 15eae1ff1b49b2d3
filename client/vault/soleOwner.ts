import type { Timers } from '../sync/logConnection.ts';

/** One owner of the vault in each browser: a Web Lock says who, and one tab asks another to let go. */

const LOCK = 'cenacle-vault';
const LET_GO = 'let-go';

/** A page that is being reloaded keeps its lock a moment longer than its successor takes to ask. */
export const RELOAD_PATIENCE_MS = 1500;
/** The owner ends its connections and writes nothing more before it lets go. */
export const TAKEOVER_PATIENCE_MS = 10_000;

/** What is used of `LockManager`. */
export type Locks = {
  request(
    name: string,
    options: { readonly signal: AbortSignal },
    held: () => Promise<void>,
  ): Promise<unknown>;
};

/** What is used of `BroadcastChannel`: it does not hear itself. */
export type TabChannel = {
  postMessage(message: string): void;
  addEventListener(type: 'message', hear: (event: { readonly data: unknown }) => void): void;
};

export type SoleOwner = {
  /** Waits out a page that is being reloaded. @returns false when another tab holds the vault */
  take(): Promise<boolean>;
  /** Asks the owner to let go. @returns false when it did not */
  takeOver(): Promise<boolean>;
};

/** @param letGo ends everything that the ownership allowed; the lock is released once it has settled */
export function createSoleOwner(
  locks: Locks,
  channel: TabChannel,
  timers: Timers,
  letGo: () => Promise<void>,
): SoleOwner {
  let release: (() => void) | null = null;

  channel.addEventListener('message', ({ data }) => {
    if (data !== LET_GO || release === null) return;
    const released = release;
    release = null;
    void letGo().then(released, released);
  });

  async function acquire(patienceMs: number): Promise<boolean> {
    if (release !== null) return true;
    const patience = new AbortController();
    const cancel = timers.after(patienceMs, () => patience.abort());
    return new Promise((resolve) => {
      const held = () => {
        cancel();
        const until = new Promise<void>((free) => {
          release = free;
        });
        resolve(true);
        return until;
      };
      locks.request(LOCK, { signal: patience.signal }, held).catch(() => {
        cancel();
        resolve(false);
      });
    });
  }

  return {
    take: () => acquire(RELOAD_PATIENCE_MS),
    takeOver: () => {
      if (release === null) channel.postMessage(LET_GO);
      return acquire(TAKEOVER_PATIENCE_MS);
    },
  };
}
