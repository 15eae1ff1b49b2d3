import { equalBytes, toHex } from '../../crypto/index.ts';
import { lastReadIndex } from './contributionView.ts';
import type { CircleSession } from './sessionFace.ts';

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
      .update((circle) => ({
        ...circle,
        lastRead: [
          ...circle.lastRead.filter((one) => !equalBytes(one.discussionId, discussionId)),
          mark,
        ],
      }))
      // A mark that cannot be kept is no loss.
      .catch(() => undefined);
  };
}
