import { toHex } from '../../../crypto/index.ts';
import {
  amendedIn,
  threadOf,
  type OpenedEntry,
  type Thread,
} from '../../../client/model/thread.ts';
import type { Contents } from '../../../client/vault/contents.ts';
import type { Discussions } from '../../../client/vault/discussions.ts';
import type { CoreDevice } from './coreDevice.ts';

/** A device's discussions, all of them open: what it holds is little. */

export function threadsOf(
  entries: readonly OpenedEntry[],
  nowMs: number,
): ReadonlyMap<string, Thread> {
  const threads = new Map<string, Thread>();
  for (const [id, ofOne] of Map.groupBy(entries, (entry) => toHex(entry.discussionId))) {
    const thread = threadOf(ofOne, nowMs);
    if (thread !== null) threads.set(id, thread);
  }
  return threads;
}

function contentsOf<Group>(device: CoreDevice<Group>): Contents {
  return {
    load: async () => false,
    loadNewest: async () => undefined,
    all: () => device.entries,
    named: (id) => device.entries.find(({ entryId }) => toHex(entryId) === id),
    add() {
      throw new Error('records are taken by the device itself');
    },
    forget: () => null,
    settle: () => null,
  };
}

export function discussionsOf<Group>(device: CoreDevice<Group>): Discussions {
  return {
    contents: contentsOf(device),
    ready: Promise.resolve(),
    isReady: () => true,
    begin: async () => undefined,
    look: async () => undefined,
    refresh: () => undefined,
    openAll: () => undefined,
    threads: (nowMs) => threadsOf(device.opened(), nowMs),
    whole: (id, nowMs) => threadsOf(device.opened(), nowMs).get(id) ?? null,
    entriesOf: (id) => device.opened().filter(({ discussionId }) => toHex(discussionId) === id),
    amended(entryId) {
      for (const thread of device.threads().values()) {
        const amended = amendedIn(thread, entryId);
        if (amended !== undefined) return amended;
      }
      return undefined;
    },
    listed: () => device.circle.listed,
    hasRefused: () => device.hasRefused(),
    forgetBefore: () => undefined,
    stop: () => undefined,
  };
}
