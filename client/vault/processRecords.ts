import type { GroupFace } from '../../crypto/index.ts';
import type { CircleTrouble } from '../model/snapshot.ts';
import type { RandomBytes } from '../storage/generation.ts';
import type { LogRecord } from '../sync/logConnection.ts';
import type { EntryRecord } from './circleRows.ts';
import type { CircleState } from './circleState.ts';
import { processRecord } from './processRecord.ts';
import { answerDoor, settleIntent } from './settleIntent.ts';
import { graver } from './trouble.ts';

/** One delivery of a circle's log, PROTOCOL.md §5: state in, state out. */

export type ProcessedRecords = {
  readonly circle: CircleState;
  readonly added: readonly EntryRecord[];
  readonly trouble: CircleTrouble | null;
  /** The relay is ahead of this clock: the rest is taken once the clock has come there. */
  readonly isAhead: boolean;
};

/** `keyHour`: the first hour whose keys may still exist. `hourNow` that of now*. */
export type Present<Group> = {
  readonly groups: GroupFace<Group>;
  readonly random: RandomBytes;
  readonly keyHour: number;
  readonly hourNow: number;
};

/** How far a relay's hour may be ahead of now*, PROTOCOL.md §5. */
const AHEAD_HOURS = 2;

/** @param trouble known before */
export async function processRecords<Group>(
  before: CircleState,
  records: readonly LogRecord[],
  trouble: CircleTrouble | null,
  { groups, random, keyHour, hourNow }: Present<Group>,
): Promise<ProcessedRecords> {
  const added: EntryRecord[] = [];
  let circle = before;
  let seen = trouble;
  for (const record of records) {
    // Taken before another of the same delivery was held back.
    if (record.index <= circle.head.index) continue;
    if (record.hour > hourNow + AHEAD_HOURS) return { circle, added, trouble: seen, isAhead: true };
    const processed = await processRecord(circle, record, groups, keyHour);
    if (typeof processed === 'string') {
      return { circle: { ...circle, isForked: true }, added, trouble: 'fork', isAhead: false };
    }
    const last = circle;
    const { accepted, entry } = processed;
    const isRefused = processed.trouble === 'refused-entries';
    circle = settleIntent(last, processed.circle, record.hash, isRefused, random);
    if (accepted !== null) circle = answerDoor(last, circle, accepted, random);
    if (entry !== null) added.push(entry);
    seen = graver(seen, processed.trouble);
    // What else stands in the log of an era that has ended is none of this circle's.
    if (circle.isRemoved || circle.eraStart !== last.eraStart) break;
  }
  return { circle, added, trouble: seen, isAhead: false };
}
