import { equalBytes, toHex } from '../../crypto/index.ts';
import { lastReadIndex } from './contributionView.ts';
import type { Thread } from '../model/thread.ts';
import type { CircleState } from './circleState.ts';
import type { CircleSession } from './sessionFace.ts';

/** Own letters are never news, and are not when their author's device no longer knows them for its own. */
export function keepRead(circle: CircleState, threads: Iterable<Thread>): CircleState {
  const marks = [...threads].flatMap(({ discussionId, letters, newestOther }) => {
    const readUpTo = lastReadIndex(circle, discussionId);
    const index = letters.at(-1)?.entry.index ?? 0;
    return newestOther <= readUpTo && index > readUpTo ? [{ discussionId, index }] : [];
  });
  return marks.reduce(withReadMark, circle);
}

function withReadMark(circle: CircleState, mark: CircleState['lastRead'][number]): CircleState {
  const others = circle.lastRead.filter((one) => !equalBytes(one.discussionId, mark.discussionId));
  return { ...circle, lastRead: [...others, mark] };
}

/** What is on the screen counts as read, up to an index. */
export function createReadMarks(): (
  session: CircleSession,
  discussionId: Uint8Array,
  newest: number,
) => void {
  /** Up to where a mark has been asked for: one that cannot be stored is not asked for again. */
  const marked = new Map<string, number>();
  return (session, discussionId, newest) => {
    const known = lastReadIndex(session.state(), discussionId);
    const name = toHex(discussionId);
    if (Math.max(known, marked.get(name) ?? 0) >= newest) return;
    marked.set(name, newest);
    const mark = { discussionId, index: newest };
    session
      .update((circle) => withReadMark(circle, mark))
      // A mark that cannot be kept is no loss.
      .catch(() => undefined);
  };
}
