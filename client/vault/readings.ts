import { toHex } from '../../crypto/index.ts';
import {
  threadOf,
  withContributions,
  type Heading,
  type OpenedEntry,
  type Thread,
} from '../model/thread.ts';
import type { EntryRecord } from './circleRows.ts';
import { memberKeyOf, type CheckedKey, type CircleState } from './circleState.ts';
import { openAuthor, openBody } from './openEntry.ts';

/**
 * What has been opened, while its key lives, by discussion: each capsule once, each name until it is known. A few at a
 * time, the newest first, so that opening thousands stops nothing else.
 */

export type Readings = {
  /** Something that can be opened from now on. */
  add(record: EntryRecord): void;
  /**
   * Opens at most `most` capsules of one discussion; what faded before `hour` is left shut.
   * @param isNamed with who wrote them, which takes five times as long
   * @returns how many it opened: fewer than `most` when all are open
   */
  open(id: string, circle: CircleState, hour: number, most: number, isNamed: boolean): number;
  /** Ids of discussions, hexadecimal. */
  ids(): Iterable<string>;
  /** What is open, in the order of the log. */
  entriesOf(id: string): readonly OpenedEntry[];
  /** Null while all of it is shut; while some is, as it first was. @param known its heading, should that be shut */
  thread(id: string, nowMs: number, known: Heading | null): Thread | null;
  /** Whether anything that could be opened broke the rules. */
  hasRefused(): boolean;
  /** @param circle whose own marks of hours before are gone */
  forgetBefore(hour: number, circle: CircleState): void;
  clear(): void;
};

type Opened = EntryRecord & OpenedEntry;

type Discussion = {
  /** The newest last, once sorted. */
  shut: EntryRecord[];
  isShutSorted: boolean;
  opened: Map<string, Opened>;
  /** Of those that are open: whose author nobody has looked for yet. */
  unnamed: string[];
  triedKeys: readonly CheckedKey[] | null;
  inOrder: Opened[] | null;
  made: {
    readonly thread: Thread | null;
    readonly fromMs: number;
    readonly untilMs: number;
  } | null;
  /** Contributions at its end that the thread has not yet. */
  fresh: Opened[];
  isStale: boolean;
};

export function createReadings(): Readings {
  const discussions = new Map<string, Discussion>();
  const refused = new Map<string, number>();

  /** @returns its id, null for what opens for nobody here: no later key of an old epoch will come */
  function openOne(
    discussion: Discussion,
    circle: CircleState,
    record: EntryRecord,
    isNamed: boolean,
  ): string | null {
    const id = toHex(record.entryId);
    const body = openBody(circle, record, record.capsule);
    if (body === 'refused') refused.set(id, record.bucket);
    if (body === null || body === 'refused') return null;
    const own = isOwn(circle, id);
    const author = isNamed ? authorOf(circle, record, own) : null;
    const entry = { ...record, body, author, isOwn: own, isWaiting: false };
    discussion.opened.set(id, entry);
    const { inOrder, made } = discussion;
    const isNewest = inOrder !== null && (inOrder.at(-1)?.index ?? -1) < record.index;
    if (isNewest) inOrder.push(entry);
    else discussion.inOrder = null;
    // What only adds to the end does not make the rest anew.
    if (isNewest && made?.thread && body.kind === 'contribution') discussion.fresh.push(entry);
    else discussion.isStale = true;
    return id;
  }

  function nameOne(discussion: Discussion, circle: CircleState, id: string): void {
    const entry = discussion.opened.get(id);
    const author = entry && authorOf(circle, entry, entry.isOwn);
    if (entry === undefined || !author) return;
    discussion.opened.set(id, { ...entry, author });
    change(discussion);
  }

  function change(discussion: Discussion): void {
    discussion.inOrder = null;
    discussion.isStale = true;
  }

  function entriesOf(discussion: Discussion): readonly Opened[] {
    discussion.inOrder ??= [...discussion.opened.values()].sort((a, b) => a.index - b.index);
    return discussion.inOrder;
  }

  return {
    add(record) {
      const id = toHex(record.discussionId);
      let discussion = discussions.get(id);
      if (discussion === undefined) {
        discussion = {
          shut: [],
          isShutSorted: true,
          opened: new Map(),
          unnamed: [],
          triedKeys: null,
          inOrder: null,
          made: null,
          fresh: [],
          isStale: true,
        };
        discussions.set(id, discussion);
      }
      discussion.shut.push(record);
      discussion.isShutSorted = false;
    },
    open(id, circle, hour, most, isNamed) {
      const discussion = discussions.get(id);
      if (discussion === undefined) return 0;
      if (!discussion.isShutSorted) discussion.shut.sort((a, b) => a.index - b.index);
      discussion.isShutSorted = true;
      // A name that did not show may do so under a key that has been announced since.
      if (isNamed && discussion.triedKeys !== circle.checkedKeys) {
        const nameless = entriesOf(discussion).filter(({ author }) => author === null);
        discussion.unnamed = nameless.map(({ entryId }) => toHex(entryId));
        discussion.triedKeys = circle.checkedKeys;
      }
      let done = 0;
      for (; done < most; done += 1) {
        const record = discussion.shut.pop();
        const isOpen = record !== undefined && record.bucket >= hour;
        const opened = isOpen ? openOne(discussion, circle, record, isNamed) : null;
        if (opened !== null && !isNamed) discussion.unnamed.push(opened);
        if (record !== undefined) continue;
        const unnamed = isNamed ? discussion.unnamed.pop() : undefined;
        if (unnamed === undefined) break;
        nameOne(discussion, circle, unnamed);
      }
      return done;
    },
    ids: () => discussions.keys(),
    entriesOf(id) {
      const discussion = discussions.get(id);
      return discussion === undefined ? [] : entriesOf(discussion);
    },
    thread(id, nowMs, known) {
      const discussion = discussions.get(id);
      if (discussion === undefined) return null;
      const { made, shut, opened, isStale, fresh } = discussion;
      // It would look empty for a moment.
      if (opened.size === 0 && shut.length > 0) return null;
      const isOfNow = made !== null && made.fromMs <= nowMs && nowMs < made.untilMs;
      const isSame = !isStale && fresh.length === 0;
      if (isOfNow && (isSame || (shut.length > 0 && made.thread !== null))) return made.thread;
      let thread: Thread | null;
      let untilMs: number;
      if (isOfNow && !isStale && made.thread !== null) {
        thread = withContributions(made.thread, fresh, nowMs);
        untilMs = Math.min(made.untilMs, nextFade(thread, made.thread.letters.length));
      } else {
        thread = threadOf(entriesOf(discussion), nowMs, known);
        untilMs = nextFade(thread, 0);
      }
      discussion.made = { thread, fromMs: nowMs, untilMs };
      discussion.fresh = [];
      discussion.isStale = false;
      return thread;
    },
    hasRefused: () => refused.size > 0,
    forgetBefore(hour, circle) {
      for (const [id, bucket] of refused) if (bucket < hour) refused.delete(id);
      for (const [id, discussion] of discussions) {
        discussion.shut = discussion.shut.filter(({ bucket }) => bucket >= hour);
        for (const [entryId, entry] of discussion.opened) {
          const { attribution, bucket } = entry;
          const isNamed = attribution === null || attribution.bucket >= hour;
          const own = isOwn(circle, entryId);
          if (bucket >= hour && isNamed && own === entry.isOwn) continue;
          if (bucket < hour) discussion.opened.delete(entryId);
          else discussion.opened.set(entryId, isNamed ? { ...entry, isOwn: own } : nameless(entry));
          change(discussion);
        }
        if (discussion.opened.size + discussion.shut.length === 0) discussions.delete(id);
      }
    },
    clear() {
      discussions.clear();
      refused.clear();
    },
  };
}

/** b′ is past: whose it is this device knows no more, even where it is its own. */
function nameless(entry: Opened): Opened {
  return { ...entry, attribution: null, author: null, isOwn: false };
}

/** Nobody's word is needed for what this device has said itself. */
function authorOf(circle: CircleState, record: EntryRecord, own: boolean): Uint8Array | null {
  if (own && record.attribution !== null) return memberKeyOf(circle.identity).publicKey;
  return openAuthor(circle, record);
}

type Own = CircleState['own'];
const namesOfOwn = new WeakMap<Own, ReadonlySet<string>>();

/** Holding the seed of its one-time pair says "mine". */
function isOwn({ own }: CircleState, id: string): boolean {
  // What has just been said is the last of them.
  const newest = own.at(-1);
  if (newest === undefined || toHex(newest.entryId) === id) return newest !== undefined;
  const names = namesOfOwn.get(own) ?? new Set(own.map(({ entryId }) => toHex(entryId)));
  namesOfOwn.set(own, names);
  return names.has(id);
}

/** Until when the thread stays as it is. @param from the place of the first letter that is asked about */
function nextFade(thread: Thread | null, from: number): number {
  let least = thread?.fadesAtMs ?? Infinity;
  for (const { fadesAtMs } of thread?.letters.slice(from) ?? []) {
    if (fadesAtMs !== null && fadesAtMs < least) least = fadesAtMs;
  }
  return least;
}
