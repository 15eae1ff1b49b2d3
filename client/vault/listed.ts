import { bucketStart, toHex } from '../../crypto/index.ts';
import { headingFadesAtMs, type Heading, type Thread } from '../model/thread.ts';
import type { DiscussionSummary } from '../model/snapshot.ts';
import type { CircleState } from './circleState.ts';
import { lastReadIndex } from './contributionView.ts';

/**
 * What the list of discussions says, kept under the generation key so that it is there before anything has been opened.
 * It goes with the hour of the discussion that it names.
 */
export type Listed = Heading & {
  readonly contributions: number;
  readonly newestAtMs: number;
  /** Of the newest letter that is another's, 0 for none. */
  readonly newestOther: number;
};

/** A thread that is the same says the same. */
const made = new WeakMap<Thread, Listed>();

export function listedOf(thread: Thread): Listed {
  const known = made.get(thread);
  if (known !== undefined) return known;
  const { discussionId, header, bucket, letters, newestOther } = thread;
  const newest = letters.at(-1)?.entry.hour ?? header.openedHour;
  const listed = {
    discussionId,
    header,
    bucket,
    contributions: letters.length,
    newestAtMs: bucketStart(newest) * 1000,
    newestOther,
  };
  made.set(thread, listed);
  return listed;
}

export function sameList(a: readonly Listed[], b: readonly Listed[]): boolean {
  return a.length === b.length && a.every((one, at) => one === b[at]);
}

/** @returns null once the discussion has faded */
export function summaryOfListed(
  circle: CircleState,
  listed: Listed,
  nowMs: number,
): DiscussionSummary | null {
  const { discussionId, header, contributions, newestAtMs, newestOther } = listed;
  const fadesAtMs = headingFadesAtMs(listed);
  if (fadesAtMs !== null && fadesAtMs <= nowMs) return null;
  return {
    id: toHex(discussionId),
    title: header.title,
    openedAtMs: bucketStart(header.openedHour) * 1000,
    fadesAtMs,
    newestAtMs,
    contributions,
    hasUnread: newestOther > lastReadIndex(circle, discussionId),
  };
}
