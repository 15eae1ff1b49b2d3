import type { Timers } from '../../client/sync/logConnection.ts';
import type { Locks, TabChannel } from '../../client/vault/soleOwner.ts';

/** Several tabs of one browser: one queue for a lock, one channel, one clock that moves when it is told to. */
export function createBrowser() {
  const tabs: ((event: { readonly data: unknown }) => void)[][] = [];
  const queue: { run: () => Promise<void>; done: () => void }[] = [];
  const alarms = new Map<number, { atMs: number; run: () => void }>();
  let isHeld = false;
  let nowMs = 1_795_521_600_000;
  let made = 0;

  function grant(): void {
    const next = isHeld ? undefined : queue.shift();
    if (next === undefined) return;
    isHeld = true;
    void next.run().finally(() => {
      isHeld = false;
      next.done();
      grant();
    });
  }

  const locks: Locks = {
    request: (_name, { signal }, held) =>
      new Promise<void>((resolve, reject) => {
        const entry = { run: held, done: resolve };
        queue.push(entry);
        signal.addEventListener('abort', () => {
          const at = queue.indexOf(entry);
          if (at < 0) return;
          queue.splice(at, 1);
          reject(signal.reason as Error);
        });
        queueMicrotask(grant);
      }),
  };

  const timers: Timers = {
    nowMs: () => nowMs,
    after(delayMs, run) {
      const id = (made += 1);
      alarms.set(id, { atMs: nowMs + delayMs, run });
      return () => alarms.delete(id);
    },
  };

  return {
    locks,
    timers,
    openChannel(): TabChannel {
      const own: (typeof tabs)[number] = [];
      tabs.push(own);
      return {
        postMessage(data) {
          for (const hears of tabs) {
            if (hears !== own) for (const hear of hears) queueMicrotask(() => hear({ data }));
          }
        },
        addEventListener: (_type, hear) => own.push(hear),
      };
    },
    waitingForLock: () => queue.length,
    /** Lets everything happen that can without time passing, then moves the clock. */
    async pass(ms: number): Promise<void> {
      await settle();
      nowMs += ms;
      for (const [id, { atMs, run }] of alarms) {
        if (atMs > nowMs) continue;
        alarms.delete(id);
        run();
      }
      await settle();
    },
  };
}

/** Every promise that waits for nothing but other promises. */
export async function settle(): Promise<void> {
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
}
