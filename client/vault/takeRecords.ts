import type { GroupFace } from '../../crypto/index.ts';
import type { CircleTrouble } from '../model/snapshot.ts';
import type { RandomBytes } from '../storage/generation.ts';
import type { LogRecord } from '../sync/logConnection.ts';
import type { EntryRecord } from './circleRows.ts';
import type { CircleState } from './circleState.ts';
import { processRecord } from './processRecord.ts';
import { answerDoor, settleIntent } from './settleIntent.ts';
import { graver } from './trouble.ts';

/** One delivery of a log, record by record, with what follows from own ones. */

type Circumstances<Group> = {
  readonly groups: GroupFace<Group>;
  readonly random: RandomBytes;
  readonly keyHour: number;
  /** What says a later hour waits, and all behind it. */
  readonly lastHour: number;
  readonly trouble: CircleTrouble | null;
};

export async function takeRecords<Group>(
  before: CircleState,
  records: readonly LogRecord[],
  { groups, random, keyHour, lastHour, ...here }: Circumstances<Group>,
): Promise<{
  readonly circle: CircleState;
  readonly entries: readonly EntryRecord[];
  readonly trouble: CircleTrouble | null;
  readonly isAhead: boolean;
}> {
  let circle = before;
  let { trouble } = here;
  const entries: EntryRecord[] = [];
  for (const record of records) {
    // Taken before another of the same delivery was held back.
    if (record.index <= circle.head.index) continue;
    if (record.hour > lastHour) return { circle, entries, trouble, isAhead: true };
    const processed = await processRecord(circle, record, groups, keyHour);
    if (typeof processed === 'string') {
      circle = { ...circle, isForked: true };
      trouble = 'fork';
      break;
    }
    const { accepted, entry } = processed;
    const isRefused = processed.trouble === 'refused-entries';
    let next = settleIntent(circle, processed.circle, record.hash, isRefused, random);
    if (accepted !== null) next = answerDoor(circle, next, accepted, random);
    if (entry !== null) entries.push(entry);
    trouble = graver(trouble, processed.trouble);
    const isLast = next.isRemoved || next.eraStart !== circle.eraStart;
    circle = next;
    // What else stands in the log of an era that has ended is none of this circle's.
    if (isLast) break;
  }
  return { circle, entries, trouble, isAhead: false };
}
