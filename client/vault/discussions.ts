import { segmentId, toHex } from '../../crypto/index.ts';
import { amendedIn, type Amended, type OpenedEntry, type Thread } from '../model/thread.ts';
import type { VaultStore } from '../storage/vaultStorage.ts';
import type { Timers } from '../sync/logConnection.ts';
import type { CircleState } from './circleState.ts';
import { createContents, type Contents, type RowSealing } from './contents.ts';
import { listedOf, sameList, type Listed } from './listed.ts';
import { createReadings } from './readings.ts';
import { newestParts } from './takeContent.ts';

/**
 * A circle's discussions while the vault is open. The newest page of the one that is looked at is read and opened first,
 * everything else behind it in small steps, between which whatever is asked for has its turn.
 */

export type Discussions = {
  readonly contents: Contents;
  /** All that lives has been read and opened. */
  readonly ready: Promise<void>;
  isReady(): boolean;
  /** Reads the first portion and goes on by itself. Rejects where the disk cannot be read. */
  begin(): Promise<void>;
  /** @param id of the discussion on the screen, 32 bytes in hexadecimal; null: none */
  look(id: string | null): Promise<void>;
  /** Opens a little of what has come, and the rest behind. */
  refresh(): void;
  /** Before the end of the call, whatever it takes. */
  openAll(): void;
  /** Those that have been opened, by id. */
  threads(nowMs: number): ReadonlyMap<string, Thread>;
  /** All of it before the end of the call. @param isNamed every letter and reaction with its author */
  whole(id: string, nowMs: number, isNamed: boolean): Thread | null;
  entriesOf(id: string): readonly OpenedEntry[];
  /** What stands under this id. */
  amended(entryId: Uint8Array): Amended | undefined;
  /** For the list of discussions after the next unlock. */
  listed(nowMs: number): readonly Listed[];
  hasRefused(): boolean;
  forgetBefore(hour: number): void;
  stop(): void;
};

export type DiscussionsPorts = {
  readonly store: VaultStore;
  readonly sealing: RowSealing;
  readonly timers: Timers;
  readonly circle: () => CircleState;
  /** The first hour whose keys may still exist. */
  readonly keyHour: () => number;
  readonly nowMs: () => number;
  /** While the log is being read nothing is opened: it will be much at once. */
  readonly isReading: () => boolean;
  readonly onChange: () => void;
};

/** What is read or opened without a pause: a few milliseconds of work. */
const ROWS = 64;
const CAPSULES = 64;
const RETRY_MS = 30_000;

export function createDiscussions(ports: DiscussionsPorts): Discussions {
  const { store, sealing, timers, circle, keyHour, nowMs, isReading, onChange } = ports;
  const readings = createReadings();
  const contents = createContents(store, sealing, (record) => readings.add(record));
  let shown: string | null = null;
  let isStopped = false;
  let isLoaded = false;
  let isReady = false;
  let isOpening = false;
  let isPaging = false;
  let becomeReady = (): void => undefined;
  const ready = new Promise<void>((resolve) => {
    becomeReady = resolve;
  });

  /** @returns whether all is open */
  function open(most: number): boolean {
    let left = most;
    const hour = keyHour();
    const ids = shown === null ? readings.ids() : new Set([shown, ...readings.ids()]);
    for (const id of ids) {
      left -= readings.open(id, circle(), hour, left, isReady && id === shown);
      if (left <= 0) return false;
    }
    return true;
  }

  /** @returns whether all that has been read is open */
  function openSome(): boolean {
    const isOpen = open(CAPSULES);
    if (isOpen && isLoaded) {
      isReady = true;
      becomeReady();
    }
    return isOpen;
  }

  function openBehind(): void {
    if (isOpening) return;
    isOpening = true;
    timers.after(0, () => {
      isOpening = false;
      if (isStopped || isReading()) return;
      const wasReady = isReady;
      if (!openSome() || isReady !== wasReady) openBehind();
      else onChange();
    });
  }

  /** A disk that cannot be read for once is asked again. */
  function loadBehind(): void {
    timers.after(0, () => {
      if (isPaging) loadBehind();
      else if (!isStopped) load().catch(() => timers.after(RETRY_MS, loadBehind));
    });
  }

  async function load(): Promise<void> {
    isLoaded = !(await contents.load(ROWS));
    // What a small circle holds is there at once.
    if (!isLoaded) loadBehind();
    else if (!openSome()) openBehind();
  }

  /** A part that has only just begun does not fill the page. */
  async function loadNewest(id: string): Promise<void> {
    const { circleId } = circle();
    const parts = newestParts(circle(), id, CAPSULES);
    const documents = parts.map((part) => segmentId({ ...part, circleId }));
    await contents.loadNewest(documents, CAPSULES);
  }

  function threadOf(id: string, at: number): Thread | null {
    const known = isReady
      ? undefined
      : circle().listed.find((one) => toHex(one.discussionId) === id);
    return readings.thread(id, at, known ?? null);
  }

  function whole(id: string, at: number, isNamed: boolean): Thread | null {
    readings.open(id, circle(), keyHour(), Infinity, isNamed);
    return threadOf(id, at);
  }

  return {
    contents,
    ready,
    isReady: () => isReady,
    begin: load,
    async look(id) {
      shown = id;
      if (id === null) return;
      if (!isLoaded) {
        isPaging = true;
        await loadNewest(id).finally(() => (isPaging = false));
      }
      readings.open(id, circle(), keyHour(), CAPSULES, true);
      onChange();
    },
    refresh() {
      if (isReady && !isReading() && !open(CAPSULES)) openBehind();
    },
    openAll: () => void open(Infinity),
    threads(at) {
      const threads = new Map<string, Thread>();
      for (const id of readings.ids()) {
        const thread = threadOf(id, at);
        if (thread !== null) threads.set(id, thread);
      }
      return threads;
    },
    whole,
    entriesOf: (id) => readings.entriesOf(id),
    amended(entryId) {
      const record = contents.named(toHex(entryId));
      const thread = record && whole(toHex(record.discussionId), nowMs(), false);
      return thread ? amendedIn(thread, entryId) : undefined;
    },
    listed(at) {
      const { listed } = circle();
      if (!isReady) return listed;
      const next = [...this.threads(at).values()].map((thread) => listedOf(thread));
      return sameList(listed, next) ? listed : next;
    },
    hasRefused: () => readings.hasRefused(),
    forgetBefore: (hour) => readings.forgetBefore(hour, circle()),
    stop() {
      isStopped = true;
      // Who waits finds the vault closed.
      becomeReady();
      readings.clear();
    },
  };
}
