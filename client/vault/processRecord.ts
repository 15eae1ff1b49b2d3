import {
  advanceHead,
  applyAction,
  applyCommit,
  applySeating,
  bucketStart,
  contentCodec,
  decodeAction,
  deriveEraKeys,
  deriveInviteKeys,
  decodeCommitBinding,
  entryId,
  equalBytes,
  erase,
  governanceHash,
  nameHash,
  openGovernanceBody,
  openRecord,
  readCapsuleHeader,
  recordHash,
  segmentId,
  takeEpochKeys,
  type GroupFace,
  type RecordContent,
} from '../../crypto/index.ts';
import type { LogRecord } from '../sync/logConnection.ts';
import { readAnnouncement } from './announcement.ts';
import {
  currentEpoch,
  epochNumbered,
  memberKeyOf,
  type CircleState,
  type EpochRecord,
  type PendingCommit,
} from './circleState.ts';
import type { EntryRecord } from './circleRows.ts';

/**
 * One record of a circle's log, PROTOCOL.md §5: state in, state out. What is not valid changes nothing but the
 * head, so that all devices go on alike; nothing that a member or the relay can send makes this throw.
 */

export type Trouble = 'fork' | 'withheld' | 'out-of-step' | 'refused-entries';

export type ProcessedRecord = {
  readonly circle: CircleState;
  readonly entry: EntryRecord | null;
  readonly trouble: Trouble | null;
  /** The own commit that the log has accepted: its Welcome may be posted. */
  readonly accepted: PendingCommit | null;
};

const KEPT_HEADS = 256;
/** Minutes are rounded up, and a sender's clock may be an hour ahead of the relay's. */
const CLOCK_TOLERANCE_HOURS = 2;
/** A part of a segment holds about this many entries, PROTOCOL.md §6. */
export const PART_ENTRIES = 200;

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
  const circle = { ...before, head, heads: [...before.heads, head].slice(-KEPT_HEADS) };
  const nothing = { circle, entry: null, trouble: null, accepted: null };
  if (logged.bytes === null) {
    return { ...nothing, trouble: logged.expiry > hourNow + 1 ? 'withheld' : null };
  }
  const era = deriveEraKeys(circle.eraSecret);
  const opened = openRecord(era, logged.bytes);
  if (!opened.ok) return { ...nothing, trouble: 'refused-entries' };
  const content = opened.value;
  if (contradicts(before, logged.index, content)) {
    return { ...nothing, circle: { ...circle, isForked: true }, trouble: 'fork' };
  }
  switch (content.type) {
    case 'commit':
      return processCommit(circle, logged, content, groups, hourNow);
    case 'governance':
      return { ...nothing, ...processAction(circle, logged, content, era.log.publicKey) };
    case 'content':
      return { ...nothing, ...processContent(circle, logged, content, hourNow) };
    case 'announcement':
      return { ...nothing, circle: readAnnouncement(circle, content) };
    default:
      return nothing;
  }
}

/** Whether the sender was shown another log than this device. */
function contradicts(circle: CircleState, index: number, content: RecordContent): boolean {
  if (content.headIndex >= index) return true;
  const own = circle.heads.find((head) => head.index === content.headIndex);
  return own !== undefined && !equalBytes(own.chain, content.headChain);
}

async function processCommit<Group>(
  circle: CircleState,
  logged: LogRecord,
  content: RecordContent,
  groups: GroupFace<Group>,
  hourNow: number,
): Promise<ProcessedRecord> {
  const nothing = { circle, entry: null, trouble: null, accepted: null };
  const pending = circle.pending.find((one) => equalBytes(one.hash, logged.hash));
  if (pending !== undefined) {
    const { governance: carried, inviteId, keyPackage, name } = pending;
    if (!equalBytes(carried, governanceHash(circle.governance))) return nothing;
    const atHour = bucketStart(logged.hour);
    const candidate = await groups.readKeyPackage(keyPackage, circle.circleId, atHour);
    // Refused by time, as everybody else refuses it: the group stays where it is.
    if (!candidate.ok) return nothing;
    const committer = memberKeyOf(circle.identity).publicKey;
    const seated = applySeating(
      circle.governance,
      { committer, inviteId, candidate: candidate.value, nameHash: nameHash(name) },
      logged.hour,
    );
    if (!seated.ok) return nothing;
    const next = enterEpoch(circle, pending.group, pending.epoch);
    return { ...nothing, circle: { ...next, governance: seated.value }, accepted: pending };
  }
  // A copy: what is consumed is erased within it, and this state must serve again if the step is not stored.
  const state = groups.decode(circle.group.slice());
  if (!state.ok) throw new Error('the stored group does not decode');
  const now = bucketStart(logged.hour);
  const view = await groups.inspect(state.value, content.body, now);
  if (!view.ok) return nothing;
  const governance = applyCommit(circle.governance, view.value, logged.hour);
  if (!governance.ok) return nothing;
  const binding = decodeCommitBinding(view.value.pskId);
  const invite =
    binding.ok &&
    circle.governance.invites.find((one) => equalBytes(one.inviteId, binding.value.inviteId));
  const processed = await groups.process(state.value, content.body, now, () =>
    invite ? deriveInviteKeys({ ...invite, relay: circle.relay }).linkPsk : undefined,
  );
  if (!processed.ok) return { ...nothing, trouble: 'out-of-step' };
  const { group, epoch } = await takeEpoch(groups, processed.value.state, hourNow);
  erase(processed.value.consumed);
  const next = enterEpoch(circle, group, epoch);
  return { ...nothing, circle: { ...next, governance: governance.value } };
}

/** The keys of the group's present epoch, and the group without what they came from. */
export async function takeEpoch<Group>(
  groups: GroupFace<Group>,
  state: Group,
  hourNow: number,
): Promise<{ readonly group: Uint8Array; readonly epoch: EpochRecord }> {
  const exported = await groups.exportAndScrub(state);
  return {
    group: groups.encode(exported.state),
    epoch: epochRecord(groups, exported.state, exported.epochSecret, hourNow),
  };
}

/** Zeroes `epochSecret`. */
export function epochRecord<Group>(
  groups: GroupFace<Group>,
  state: Group,
  epochSecret: Uint8Array,
  hourNow: number,
): EpochRecord {
  return {
    keys: takeEpochKeys(epochSecret, groups.epochOf(state), hourNow),
    treeHash: groups.treeHash(state),
    ownLeaf: groups.ownLeaf(state),
    seats: groups.seats(state).map(({ leaf, device }) => ({
      leaf,
      memberId: device.memberId,
      staticKey: device.staticKey,
    })),
  };
}

function enterEpoch(circle: CircleState, group: Uint8Array, epoch: EpochRecord): CircleState {
  return {
    ...circle,
    group,
    epochs: [...circle.epochs, epoch],
    // So far every commit seats a member, so every epoch begins new segments.
    rosterEpoch: epoch.keys.epoch,
    pending: [],
    attributionKey: null,
  };
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

function processContent(
  circle: CircleState,
  logged: LogRecord,
  content: RecordContent,
  hourNow: number,
): Partial<ProcessedRecord> {
  const body = contentCodec.decode(content.body);
  const header = body.ok ? readCapsuleHeader(body.value.capsule) : body;
  if (!body.ok || !header.ok) return { trouble: 'refused-entries' };
  const { discussionId, rosterEpoch, part, capsule, attribution } = body.value;
  const { kind, segmentEpoch, currentEpoch: sealedIn, bucket } = header.value;
  // Of a segment from before this device sat down: it cannot judge how much stood there, and never opens it.
  if (rosterEpoch < (circle.epochs[0]?.keys.epoch ?? 0)) return {};
  const standing = countOf(circle, discussionId, rosterEpoch);
  const { longestFade } = circle.governance.charter;
  const isWithinCharter =
    longestFade === null || bucket <= logged.hour + longestFade + CLOCK_TOLERANCE_HOURS;
  const isValid =
    isWithinCharter &&
    kind === 'contribution' &&
    segmentEpoch === rosterEpoch &&
    sealedIn === content.epoch &&
    sealedIn <= currentEpoch(circle).keys.epoch &&
    bucket === logged.expiry &&
    standing >= part * PART_ENTRIES;
  if (!isValid) return { trouble: 'refused-entries' };
  const counted = withCount(circle, discussionId, rosterEpoch, standing + 1);
  // Sealed before this device sat down, or faded before it arrived: there is no key to open it with.
  const isReadable =
    epochNumbered(circle, segmentEpoch) !== undefined &&
    epochNumbered(circle, sealedIn) !== undefined &&
    bucket >= hourNow;
  if (!isReadable) return { circle: counted };
  const documentId = segmentId({ circleId: circle.circleId, discussionId, rosterEpoch, part });
  const entry: EntryRecord = {
    index: logged.index,
    hour: logged.hour,
    bucket,
    epoch: sealedIn,
    discussionId,
    rosterEpoch,
    part,
    documentId,
    entryId: entryId(documentId, capsule),
    capsule,
    attribution,
  };
  return { circle: counted, entry };
}

export function countOf(
  circle: CircleState,
  discussionId: Uint8Array,
  rosterEpoch: number,
): number {
  return (
    circle.counts.find(
      (one) => one.rosterEpoch === rosterEpoch && equalBytes(one.discussionId, discussionId),
    )?.count ?? 0
  );
}

function withCount(
  circle: CircleState,
  discussionId: Uint8Array,
  rosterEpoch: number,
  count: number,
): CircleState {
  const others = circle.counts.filter(
    (one) => one.rosterEpoch !== rosterEpoch || !equalBytes(one.discussionId, discussionId),
  );
  return { ...circle, counts: [...others, { discussionId, rosterEpoch, count }] };
}
