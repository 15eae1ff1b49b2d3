import type { GroupFace } from '../../crypto/index.ts';
import type { CircleTrouble } from '../model/snapshot.ts';
import type { RandomBytes } from '../storage/generation.ts';
import type { LogRecord } from '../sync/logConnection.ts';
import type { EntryRecord } from './circleRows.ts';
import type { CircleState } from './circleState.ts';
import { processRecord } from './processRecord.ts';
import { answerDoor, settleIntent } from './settleIntent.ts';
import { graver } from './trouble.ts';

/** What the relay delivers of a circle's log, with all that follows from it: state in, state out. */

export type TakenRecords = {
  readonly circle: CircleState;
  readonly added: readonly EntryRecord[];
  readonly trouble: CircleTrouble | null;
  /** The relay is ahead of this clock: what is left is taken once that has come there. */
  readonly isAhead: boolean;
};

/** How far a relay's hour may be ahead of now*, PROTOCOL.md §5. */
const AHEAD_HOURS = 2;

/**
 * @param before with what was wrong before these records came
 * @param hours `present` by now*, `keys` the first whose keys may be derived and kept
 */
export async function takeRecords<Group>(
  before: Pick<TakenRecords, 'circle' | 'trouble'>,
  records: readonly LogRecord[],
  groups: GroupFace<Group>,
  hours: { readonly present: number; readonly keys: number },
  random: RandomBytes,
): Promise<TakenRecords> {
  let { circle, trouble } = before;
  if (trouble === 'future-hour') trouble = null;
  const added: EntryRecord[] = [];
  for (const record of records) {
    // Taken before another of the same delivery was held back.
    if (record.index <= circle.head.index) continue;
    if (record.hour > hours.present + AHEAD_HOURS) {
      return { circle, added, trouble: 'future-hour', isAhead: true };
    }
    const processed = await processRecord(circle, record, groups, hours.keys);
    if (typeof processed === 'string') {
      return { circle: { ...circle, isForked: true }, added, trouble: 'fork', isAhead: false };
    }
    const { accepted, entry } = processed;
    const isRefused = processed.trouble === 'refused-entries';
    let next = settleIntent(circle, processed.circle, record.hash, isRefused, random);
    if (accepted !== null) next = answerDoor(circle, next, accepted, random);
    if (entry !== null) added.push(entry);
    trouble = graver(trouble, processed.trouble);
    const isOver = next.isRemoved || next.eraStart !== circle.eraStart;
    circle = next;
    // What else stands in the log of an era that has ended is none of this circle's.
    if (isOver) break;
  }
  return { circle, added, trouble, isAhead: false };
}
