import {
  advanceHead,
  applyAction,
  commitCodec,
  NO_EXPIRY,
  decodeAction,
  deriveEraKeys,
  equalBytes,
  openGovernanceBody,
  openRecord,
  recordHash,
  type GroupFace,
  type RecordContent,
} from '../../crypto/index.ts';
import type { LogRecord } from '../sync/logConnection.ts';
import { readAnnouncement } from './announcement.ts';
import { currentEpoch, type CircleState, type Lost, type PendingCommit } from './circleState.ts';
import type { EntryRecord } from './circleRows.ts';
import { takeHeartbeat } from './heartbeat.ts';
import { takeNack } from './nacks.ts';
import { loseSeat, processCommit } from './processCommit.ts';
import { takeContent, type TakenContent } from './takeContent.ts';
import { CLOCK_TOLERANCE_HOURS, RECORD_HOURS } from './hours.ts';

/**
 * One record of a circle's log, PROTOCOL.md §5: state in, state out. What is not valid changes nothing but the
 * head, so that all devices go on alike; nothing that a member or the relay can send makes this throw.
 */

export type Trouble = 'fork' | 'withheld' | 'refused-entries';

export type ProcessedRecord = {
  readonly circle: CircleState;
  readonly entry: EntryRecord | null;
  readonly trouble: Trouble | null;
  /** The own commit that the log has accepted: its Welcome may be posted. */
  readonly accepted: PendingCommit | null;
};

/** Records made on an older head say nothing against a fork any more, so they do not count. */
export const KEPT_HEADS = 256;
/** A device without a seat must know where the commit stands that gives it one, however late it reads of it. */
const LOST_HEADS = 4096;

/** `OtherBytes`: not those of the hash. Each time the relay did not show one log; nothing of it was taken. */
export type LogRefusal = 'Gap' | 'HourRunsBackwards' | 'OtherBytes';

/** @param hourNow the present bucket, for what may be derived and kept */
export async function processRecord<Group>(
  before: CircleState,
  logged: LogRecord,
  groups: GroupFace<Group>,
  hourNow: number,
): Promise<ProcessedRecord | LogRefusal> {
  if (logged.bytes !== null && !equalBytes(recordHash(logged.bytes), logged.hash)) {
    return 'OtherBytes';
  }
  const head = advanceHead(before.head, { ...logged, recordHash: logged.hash });
  if (typeof head === 'string') return head;
  const kept = before.lost === null ? KEPT_HEADS : LOST_HEADS;
  const circle = { ...before, head, heads: [...before.heads, head].slice(-kept) };
  const nothing = { circle, entry: null, trouble: null, accepted: null };
  if (logged.bytes === null) {
    const mayHaveMissed = circle.mayHaveMissed || isHandshakeLife(logged);
    const trouble = logged.expiry > hourNow + 1 ? 'withheld' : null;
    return { ...nothing, circle: { ...circle, mayHaveMissed }, trouble };
  }
  const era = deriveEraKeys(circle.eraSecret);
  const opened = openRecord(era, logged.bytes);
  if (!opened.ok) return { ...nothing, trouble: 'refused-entries' };
  const content = opened.value;
  if (contradicts(before, logged.index, content)) {
    return { ...nothing, circle: { ...circle, isForked: true }, trouble: 'fork' };
  }
  if (content.headIndex < logged.index - KEPT_HEADS) {
    return { ...nothing, trouble: 'refused-entries' };
  }
  // Until it is seated again there is no key here for what is said.
  if (circle.lost !== null) {
    return { ...nothing, circle: watchLog(circle, circle.lost, logged, content) };
  }
  const isEnd = endsEra(logged, content);
  // Others have gone on by a commit that faded before this device could read it.
  if (circle.mayHaveMissed && content.epoch > currentEpoch(circle).keys.epoch) {
    return loseSeat(circle, 'away', isEnd);
  }
  const isHandshake = content.type === 'commit' || content.type === 'governance';
  if (isHandshake && !isEnd && !isHandshakeLife(logged)) {
    return { ...nothing, trouble: 'refused-entries' };
  }
  switch (content.type) {
    case 'commit':
      return processCommit(circle, logged, content, groups, hourNow);
    case 'governance':
      return { ...nothing, ...processAction(circle, logged, content, era.log.publicKey) };
    case 'content':
      return contentOf(takeContent(circle, logged, content, hourNow));
    case 'announcement':
      return { ...nothing, circle: readAnnouncement(circle, content) };
    case 'heartbeat':
      return { ...nothing, circle: takeHeartbeat(circle, content, logged.hour) };
    case 'nack':
      return { ...nothing, circle: takeNack(circle, content, logged.hour) };
    default:
      return nothing;
  }
}

/** A commit that says so in the open of its record, which never fades: who cannot follow it must not go on in its log. */
function endsEra({ expiry }: LogRecord, { type, body }: RecordContent): boolean {
  const commit = type === 'commit' && expiry === NO_EXPIRY ? commitCodec.decode(body) : null;
  return commit?.ok === true && commit.value.endsEra;
}

/** Nobody can be believed any more in a log that has ended: neither what is said there, nor a seat in it. */
function watchLog(
  circle: CircleState,
  lost: Lost,
  logged: LogRecord,
  content: RecordContent,
): CircleState {
  if (!endsEra(logged, content)) return circle;
  return { ...circle, lost: { ...lost, isLeftBehind: true, asked: null } };
}

/** A decision that some could no longer read when they come would part them from the others for good. */
function isHandshakeLife({ hour, expiry }: LogRecord): boolean {
  return Math.abs(expiry - hour - RECORD_HOURS) <= CLOCK_TOLERANCE_HOURS;
}

function contentOf({ circle, entry, isRefused }: TakenContent): ProcessedRecord {
  return { circle, entry, trouble: isRefused ? 'refused-entries' : null, accepted: null };
}

/** Whether the sender was shown another log than this device. */
function contradicts(circle: CircleState, index: number, content: RecordContent): boolean {
  if (content.headIndex >= index) return true;
  const own = circle.heads.findLast((head) => head.index === content.headIndex);
  return own !== undefined && !equalBytes(own.chain, content.headChain);
}

function processAction(
  circle: CircleState,
  logged: LogRecord,
  content: RecordContent,
  logId: Uint8Array,
): Partial<ProcessedRecord> {
  const { keys } = currentEpoch(circle);
  if (content.epoch !== keys.epoch) return { trouble: 'refused-entries' };
  const body = openGovernanceBody(keys.rec, logId, keys.epoch, content.body);
  const signed = body.ok ? decodeAction(body.value) : body;
  if (!signed.ok) return { trouble: 'refused-entries' };
  const governance = applyAction(circle.governance, signed.value, logged.hour);
  return governance.ok ? { circle: { ...circle, governance: governance.value } } : {};
}
