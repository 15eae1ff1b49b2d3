import {
  applyCommit,
  bucketStart,
  commitCodec,
  decodeCommitBinding,
  deriveEraKeys,
  deriveInviteKeys,
  eraHead,
  equalBytes,
  erase,
  governanceHash,
  NO_HEDGE,
  openHedge,
  withoutRec,
  type CommitBinding,
  type GovernanceState,
  type GroupFace,
  type ReadCommit,
  type RecordContent,
} from '../../crypto/index.ts';
import type { LogRecord } from '../sync/logConnection.ts';
import {
  currentEpoch,
  positionOf,
  type CircleState,
  type Coming,
  type EpochRecord,
  type Lost,
  type PendingCommit,
} from './circleState.ts';
import type { ProcessedRecord } from './processRecord.ts';
import { isRoutine } from './routine.ts';
import { openGroup, takeEpoch } from './takeEpoch.ts';

/** A commit in a circle's log, PROTOCOL.md §2 and §5: the first valid one ends the epoch, a Remove the era as well. */

export async function processCommit<Group>(
  circle: CircleState,
  logged: LogRecord,
  content: RecordContent,
  groups: GroupFace<Group>,
  hourNow: number,
): Promise<ProcessedRecord> {
  const nothing = { circle, entry: null, trouble: null, accepted: null };
  const pending = circle.pending.find((one) => equalBytes(one.hash, logged.hash));
  if (pending !== undefined) return takeOwn(circle, logged, pending, groups);
  const body = commitCodec.decode(content.body);
  if (!body.ok) return nothing;
  const { message, ...said } = body.value;
  const group = openGroup(circle, groups);
  const now = bucketStart(logged.hour);
  const view = await groups.inspect(group, message, now);
  if (!view.ok) return nothing;
  const commit = { view: view.value, ...said };
  const binding = decodeCommitBinding(view.value.pskId);
  const { seats } = currentEpoch(circle);
  const governance = applyCommit(circle.governance, commit, seats, logged.hour);
  if (hasMissed(circle, commit)) return loseSeat(circle, 'away', said.endsEra);
  if (!governance.ok || !binding.ok) return nothing;
  const psk = pskOf(circle, binding.value, commit);
  const processed = await groups.process(group, message, now, () => psk);
  if (!processed.ok) return loseSeat(circle, 'desync', said.endsEra);
  if (processed.value.removed) {
    return binding.value.kind === 'removal'
      ? leaveTable(circle, governance.value)
      : loseSeat({ ...circle, governance: governance.value }, 'away');
  }
  const since = {
    position: positionOf(circle, logged.index),
    hour: logged.hour,
    committer: view.value.committer.device.memberId,
  };
  const coming = await takeEpoch(groups, processed.value.state, hourNow, since);
  erase(processed.value.consumed);
  return { ...nothing, circle: enterEpoch(circle, coming, commit, governance.value) };
}

/** It was made for another state of the circle, and a decision may have faded before this device could read it. */
function hasMissed({ mayHaveMissed, governance }: CircleState, { view }: ReadCommit): boolean {
  const binding = decodeCommitBinding(view.pskId);
  return (
    mayHaveMissed && binding.ok && !equalBytes(binding.value.governance, governanceHash(governance))
  );
}

/** It holds under the same rules by which everybody else judges it. */
async function takeOwn<Group>(
  circle: CircleState,
  logged: LogRecord,
  pending: PendingCommit,
  groups: GroupFace<Group>,
): Promise<ProcessedRecord> {
  const nothing = { circle, entry: null, trouble: null, accepted: null };
  const { commit, seating } = pending;
  if (seating !== null) {
    const atHour = bucketStart(logged.hour);
    const candidate = await groups.readKeyPackage(seating.keyPackage, circle.circleId, atHour);
    // Refused by time, as everybody else refuses it: the group stays where it is.
    if (!candidate.ok) return nothing;
  }
  // Its own vote went right before it, and has faded since: it is followed no better than by anybody else.
  if (hasMissed(circle, commit)) return loseSeat(circle, 'away', commit.endsEra);
  const { seats } = currentEpoch(circle);
  const governance = applyCommit(circle.governance, commit, seats, logged.hour);
  if (!governance.ok) return nothing;
  const since = positionOf(circle, logged.index);
  const epoch = { ...pending.epoch, since, sinceHour: logged.hour };
  const next = enterEpoch(circle, { ...pending, epoch }, commit, governance.value);
  return { ...nothing, circle: next, accepted: pending };
}

/** Nothing of the group leads anywhere any more; what this device could read fades as it would have. */
export function loseSeat(
  circle: CircleState,
  reason: Lost['reason'],
  isLeftBehind = false,
): ProcessedRecord {
  const lost = {
    ...circle,
    group: new Uint8Array(0),
    pending: [],
    attributionKey: null,
    outbox: circle.outbox.filter((intent) => !isRoutine(intent)),
    lost: { reason, isLeftBehind, asked: null },
  };
  return { circle: lost, entry: null, trouble: null, accepted: null };
}

/** The link PSK of the invite or nack through which a device sits down, else the hedge that was sealed to this one. */
function pskOf(
  { governance, relay, identity, circleId, ...circle }: CircleState,
  binding: CommitBinding,
  { hedges, nack }: ReadCommit,
): Uint8Array | undefined {
  if (binding.kind === 'return') {
    return nack === null ? undefined : deriveInviteKeys({ ...nack, relay }).linkPsk;
  }
  if (binding.kind === 'seating') {
    const invite = governance.invites.find((one) => equalBytes(one.inviteId, binding.inviteId));
    return invite && deriveInviteKeys({ ...invite, relay }).linkPsk;
  }
  const { ownLeaf: leaf, keys } = circle.epochs.at(-1) ?? {};
  if (hedges.length === 0) return NO_HEDGE;
  const own = hedges.find((one) => one.leaf === leaf);
  if (own === undefined || keys === undefined) return undefined;
  const place = { circleId, epoch: keys.epoch, leaf: own.leaf };
  const hedge = openHedge(identity.hedgeSeed, place, own.sealed);
  return hedge.ok ? hedge.value : undefined;
}

function enterEpoch(
  circle: CircleState,
  { group, epoch, eraSecret }: Coming,
  commit: ReadCommit,
  governance: GovernanceState,
): CircleState {
  const isRosterChanged = commit.view.change.kind === 'add' || commit.endsEra;
  const entered = {
    ...circle,
    governance,
    group,
    epochs: [...circle.epochs.map(withEndedKeys), epoch],
    // Those who read what is written from now on are others: new segments begin.
    rosterEpoch: isRosterChanged ? epoch.keys.epoch : circle.rosterEpoch,
    pending: [],
    attributionKey: null,
  };
  if (!commit.endsEra) return entered;
  const { log } = deriveEraKeys(circle.eraSecret);
  const head = eraHead(log.publicKey, circle.head);
  const eraStart = positionOf(circle, circle.head.index);
  // Of the era that has ended nothing is kept but the key that may make this one's log: its seed.
  const previousLog = log.secretKey.slice(0, 32);
  return { ...entered, eraSecret, eraStart, previousLog, head, heads: [head] };
}

function withEndedKeys(epoch: EpochRecord): EpochRecord {
  return { ...epoch, keys: withoutRec(epoch.keys) };
}

/** Nothing of the group is left to lead anywhere; what this device could read fades as it would have. */
function leaveTable(circle: CircleState, governance: GovernanceState): ProcessedRecord {
  const left = {
    ...circle,
    governance,
    group: new Uint8Array(0),
    pending: [],
    attributionKey: null,
    outbox: [],
    isRemoved: true,
  };
  return { circle: left, entry: null, trouble: null, accepted: null };
}
