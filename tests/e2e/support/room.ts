import type { Person } from './person.ts';

/** How much this browser lets one origin keep. */
export type Room = {
  /** Nothing more fits. Needs a page of the origin. */
  end(): Promise<void>;
  /** As much fits as at first. */
  return(): Promise<void>;
};

const AMPLE_BYTES = 4_000_000;

/**
 * Chromium allots a database its room in advance, for half a minute: so there is little from the start, and when
 * it ends more is asked for than was allotted.
 * @param person has opened no page of the origin yet
 */
export async function measureRoom({ context, page }: Person, origin: string): Promise<Room> {
  const session = await context.newCDPSession(page);
  const allow = async (quotaSize: number) => {
    await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize });
  };
  await allow(AMPLE_BYTES);
  return {
    async end() {
      await allow(1);
      const answer = await page.evaluate(askForRoom, AMPLE_BYTES);
      if (answer !== 'QuotaExceededError') throw new Error(`there is still room: ${answer}`);
    },
    return: () => allow(AMPLE_BYTES),
  };
}

/** Runs in a page. @returns why a database took no value of so many bytes */
async function askForRoom(bytes: number): Promise<string> {
  const opening = indexedDB.open('ballast');
  opening.onupgradeneeded = () => opening.result.createObjectStore('ballast');
  await new Promise((resolve, reject) => {
    opening.onsuccess = resolve;
    opening.onerror = () => reject(opening.error);
  });
  // Of chance, because what repeats itself is stored shorter.
  const value = new Uint8Array(bytes);
  for (let at = 0; at < bytes; at += 65_536) {
    crypto.getRandomValues(value.subarray(at, Math.min(bytes, at + 65_536)));
  }
  const asking = opening.result.transaction('ballast', 'readwrite');
  asking.objectStore('ballast').put(value, 'value');
  const answer = await new Promise<string>((resolve) => {
    asking.oncomplete = () => resolve('taken');
    asking.onabort = () => resolve(asking.error?.name ?? 'aborted');
  });
  opening.result.close();
  return answer;
}
