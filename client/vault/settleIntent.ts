import {
  decodeCommitBinding,
  equalBytes,
  governanceCodec,
  governanceHash,
  sealGovernanceBody,
  seatCodec,
  type GovernanceAction,
  type InboxBody,
} from '../../crypto/index.ts';
import type { RandomBytes } from '../storage/generation.ts';
import { currentEpoch, type CircleState, type Intent, type PendingCommit } from './circleState.ts';
import { sealInboxRecord } from './inbox.ts';
import { lastHourOf } from './nacks.ts';
import { withdrawalOf } from './takenBack.ts';
import { RECORD_HOURS } from './hours.ts';

/** What follows once the log shows an own record: the intent is done, and somebody at the door is answered. */

/** The relay keeps what is said at a door for those who come a day late. */
const INBOX_GRACE_HOURS = 24;

/** @param before the circle before the record; @param hash of the record; @param isRefused it stands, and does not count */
export function settleIntent(
  before: CircleState,
  after: CircleState,
  hash: Uint8Array,
  isRefused: boolean,
  random: RandomBytes,
): CircleState {
  const done = after.outbox.find(
    (intent) => intent.sealed !== null && equalBytes(intent.sealed.hash, hash),
  );
  if (done === undefined) return after;
  const settled = { ...after, outbox: after.outbox.filter((intent) => intent !== done) };
  const again = {
    ...after,
    outbox: after.outbox.map((one) => (one === done ? { ...done, sealed: null } : one)),
  };
  // It was long on its way, or its clock was slow: nobody has read it. From its record on, the log's hour is known.
  if (isRefused && done.kind !== 'entry') return again;
  switch (done.kind) {
    case 'entry':
      return isRefused ? askAgain(after, done) : rememberOwn(after, settled, done, random);
    case 'action':
      return answerAction(before, settled, done.action, random);
    case 'heartbeat':
      return settled;
    case 'seat':
    case 'update':
    case 'unseat':
    case 'return':
    case 'remove': {
      // By the log it has become an epoch, and waits no more.
      const commit = before.pending.find((one) => equalBytes(one.hash, hash));
      // Another record came before it and changed what it was made for: it is made again.
      const isOutrun = commit !== undefined && isOfOtherState(commit, before);
      // Who has been unseated so as to be seated anew still is to be.
      const isHalfDone = done.kind === 'return' && commit?.commit.view.change.kind === 'remove';
      return isOutrun || isHalfDone ? again : settled;
    }
  }
}

function isOfOtherState({ commit }: PendingCommit, { governance }: CircleState): boolean {
  const binding = decodeCommitBinding(commit.view.pskId);
  return binding.ok && !equalBytes(binding.value.governance, governanceHash(governance));
}

/** Nobody reads it: sealed by a clock that was ahead, say. Its author is asked, as about what waited too long. */
function askAgain(circle: CircleState, refused: Extract<Intent, { kind: 'entry' }>): CircleState {
  const isLetter = refused.draft.kind === 'contribution' && !refused.isTakenBack;
  const asked = { ...refused, sealed: null, fadesAtMs: refused.createdAtMs };
  return {
    ...circle,
    outbox: circle.outbox.flatMap((one) => (one !== refused ? [one] : isLetter ? [asked] : [])),
  };
}

/** Who holds the seed of the one-time pair may edit and withdraw. */
function rememberOwn(
  after: CircleState,
  settled: CircleState,
  done: Extract<Intent, { kind: 'entry' }>,
  random: RandomBytes,
): CircleState {
  const entryId = done.sealed?.entryId ?? null;
  const bucket = done.sealed?.ownUntil ?? null;
  if (entryId === null || bucket === null || done.editSeed === null) return settled;
  const own = [...after.own, { entryId, seed: done.editSeed, bucket }];
  const outbox = after.outbox.flatMap((one): readonly Intent[] => {
    if (one !== done) return [answerTo(one, done.localId, entryId)];
    return done.isTakenBack ? [withdrawalOf(done, entryId, random)] : [];
  });
  return { ...after, own, outbox };
}

/** What is about something that was still waiting learns its name in the log. */
function answerTo(intent: Intent, localId: Uint8Array, entryId: Uint8Array): Intent {
  if (intent.kind !== 'entry') return intent;
  const { draft } = intent;
  const isIt = (id: Uint8Array | null) => id !== null && equalBytes(id, localId);
  if ('target' in draft && isIt(draft.target)) {
    return { ...intent, draft: { ...draft, target: entryId } };
  }
  if (draft.kind === 'contribution' && isIt(draft.replyTo)) {
    return { ...intent, draft: { ...draft, replyTo: entryId } };
  }
  return intent;
}

function answerAction(
  before: CircleState,
  circle: CircleState,
  action: GovernanceAction,
  random: RandomBytes,
): CircleState {
  // A refused one changed nothing, and nobody at the door hears of it.
  const stands = (state: CircleState, inviteId: Uint8Array) =>
    state.governance.invites.find((one) => equalBytes(one.inviteId, inviteId));
  if (action.kind === 'invite' && stands(circle, action.inviteId) !== undefined) {
    const { inviteId, secret, lastHour } = action;
    const { name, charter } = circle.governance;
    const { circleId } = circle;
    const body = { kind: 'invitation', circleId, name, charter, lastHour } as const;
    return withMail(circle, { inviteId, secret, lastHour }, [body], random);
  }
  if (action.kind === 'close-invite') {
    const invite = stands(before, action.inviteId);
    const isClosed = invite !== undefined && stands(circle, action.inviteId) === undefined;
    return !isClosed ? circle : withMail(circle, invite, [{ kind: 'closed' }], random);
  }
  return circle;
}

/** The log has accepted an own commit: its joiner gets the Welcome, or everybody at the door hears that it is closed. */
export function answerDoor(
  before: CircleState,
  circle: CircleState,
  accepted: PendingCommit,
  random: RandomBytes,
): CircleState {
  const { view, nack, endsEra } = accepted.commit;
  if (endsEra) {
    return before.governance.invites.reduce(
      (closed, invite) => withMail(closed, invite, [{ kind: 'closed' }], random),
      circle,
    );
  }
  if (view.change.kind !== 'add' || accepted.seating === null) return circle;
  const binding = decodeCommitBinding(view.pskId);
  const invite =
    nack === null
      ? before.governance.invites.find(
          ({ inviteId }) =>
            binding.ok &&
            binding.value.kind === 'seating' &&
            equalBytes(inviteId, binding.value.inviteId),
        )
      : { ...nack, lastHour: lastHourOf(nack) };
  if (invite === undefined) return circle;
  const { keys } = currentEpoch(circle);
  const { eraSecret, head } = circle;
  const seat = seatCodec.encode({
    governance: governanceCodec.encode(before.governance),
    eraSecret,
    index: head.index,
    hour: head.hour,
    chain: head.chain,
  });
  const { welcome } = accepted.seating;
  const keyPackageRef = view.change.candidate.ref;
  const sealed = sealGovernanceBody(keys.rec, circle.circleId, keys.epoch, seat, random(24));
  const bodies = [
    { kind: 'seat', sealed },
    { kind: 'welcome', keyPackageRef, welcome },
  ] as const;
  // As long as its joiner can still follow the log: a seat is taken however late it is offered, or found.
  return withMail(circle, invite, bodies, random, head.hour + RECORD_HOURS);
}

function withMail(
  circle: CircleState,
  invite: { readonly inviteId: Uint8Array; readonly secret: Uint8Array; readonly lastHour: number },
  bodies: readonly InboxBody[],
  random: RandomBytes,
  expiry = invite.lastHour + INBOX_GRACE_HOURS,
): CircleState {
  const { inviteId, secret } = invite;
  const opened = { relay: circle.relay, inviteId, secret };
  const records = bodies.map((body) => sealInboxRecord(opened, body, expiry, random));
  return { ...circle, mail: [...circle.mail, { inviteId, secret, records }] };
}
