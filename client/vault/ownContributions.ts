import { bucketStart } from '../../crypto/index.ts';
import type { CircleSession } from './sessionFace.ts';
import { threadsWithPending } from './circleView.ts';

/**
 * What this member has said in the circle and still lives, as Markdown under the questions it was said to. No quote, no
 * name and no answer of anybody else stands in it.
 */
export function ownContributions(session: CircleSession, nowMs: number): string {
  const circle = session.state();
  const discussions = [...threadsWithPending(session, nowMs).values()].flatMap(
    ({ header, letters }) => {
      const said = letters
        .filter(({ entry, isWithdrawn }) => entry.isOwn && !isWithdrawn)
        .map(({ contribution, text }) => {
          const day = new Date(bucketStart(contribution.writtenHour) * 1000);
          return `### ${day.toISOString().slice(0, 10)}\n\n${text}\n`;
        });
      return said.length === 0 ? [] : [[`## ${header.title}\n`, ...said].join('\n')];
    },
  );
  return [`# ${circle.governance.name}\n`, ...discussions].join('\n');
}
