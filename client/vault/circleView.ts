import {
  bucketStart,
  encodeInvite,
  equalBytes,
  hedgeKeyHash,
  mayOpenDoor,
  memberOf,
  seatingWords,
  toHex,
} from '../../crypto/index.ts';
import { threadOf, withContributions, type OpenedEntry, type Thread } from '../model/thread.ts';
import type {
  CandidateView,
  CircleView,
  DiscussionSummary,
  DiscussionView,
  InviteView,
} from '../model/snapshot.ts';
import type { CircleSession } from './sessionFace.ts';
import { type CircleState, memberKeyOf } from './circleState.ts';
import { contributionViews, lastReadIndex, overdueViews } from './contributionView.ts';
import { knockId } from './inbox.ts';
import { summaryOfListed } from './listed.ts';
import { pendingEntries } from './pendingEntries.ts';
import { namesakeOf } from './namesake.ts';
import { askingView, heardAtMs } from './deviceViews.ts';
import { removalView } from './removalView.ts';
import { isRoutine } from './routine.ts';
import { isOverdue } from './pump.ts';
import { graver } from './trouble.ts';

/** From a session to what a screen shows. */

/** By discussion, what waits to be sent. */
function pendingOf(session: CircleSession, nowMs: number): ReadonlyMap<string, OpenedEntry[]> {
  const amended = (id: Uint8Array) => session.discussions.amended(id);
  const pending = pendingEntries(session.state(), amended, nowMs);
  return Map.groupBy(pending, (entry) => toHex(entry.discussionId));
}

/** Threads with what waits in them. */
export function threadsWithPending(
  session: CircleSession,
  nowMs: number,
): ReadonlyMap<string, Thread> {
  const { discussions } = session;
  const threads = new Map(discussions.threads(nowMs));
  for (const [id, pending] of pendingOf(session, nowMs)) {
    const thread = withPending(session, threads.get(id), id, pending, nowMs);
    if (thread !== null) threads.set(id, thread);
  }
  return threads;
}

/** One of them. @param isNamed every letter and reaction with its author */
export function threadWithPending(
  session: CircleSession,
  id: string,
  nowMs: number,
  isNamed = false,
): Thread | undefined {
  const { discussions } = session;
  const standing = discussions.whole(id, nowMs, isNamed);
  const pending = pendingOf(session, nowMs).get(id);
  if (pending === undefined) return standing ?? undefined;
  return withPending(session, standing ?? undefined, id, pending, nowMs) ?? undefined;
}

function withPending(
  { discussions }: CircleSession,
  standing: Thread | undefined,
  id: string,
  pending: readonly OpenedEntry[],
  nowMs: number,
): Thread | null {
  const isPlain = pending.every(({ body }) => body.kind === 'contribution');
  if (standing !== undefined && isPlain) return withContributions(standing, pending, nowMs);
  return threadOf([...discussions.entriesOf(id), ...pending], nowMs);
}

export function circleView(
  session: CircleSession,
  threads: ReadonlyMap<string, Thread>,
  clientOrigin: string,
  nowMs: number,
): CircleView {
  const circle = session.state();
  const { governance, relay, syncedAtMs } = circle;
  const { charter } = governance;
  const ownId = memberKeyOf(circle.identity).publicKey;
  const self = memberOf(governance, ownId);
  const opensDoor = self !== undefined && mayOpenDoor(governance, self);
  const isBroken =
    session.discussions.hasRefused() || [...threads.values()].some(({ hasForgery }) => hasForgery);
  return {
    id: toHex(circle.circleId),
    name: governance.name,
    relay,
    charter,
    members: governance.members.map(({ memberId, name, role }) => ({
      id: toHex(memberId),
      name,
      role,
      isSelf: equalBytes(memberId, ownId),
      heardAtMs: heardAtMs(circle, memberId),
      asking: askingView(circle, memberId, nowMs),
      removal: removalView(circle, memberId, ownId, nowMs),
    })),
    mayInvite: opensDoor,
    invites: invitesOf(circle, ownId, opensDoor, clientOrigin, nowMs),
    candidates: candidatesOf(session, ownId, opensDoor),
    discussions: session.discussions.isReady()
      ? [...threads.values()].map((thread) => summaryOf(circle, thread))
      : circle.listed.flatMap((one) => summaryOfListed(circle, one, nowMs) ?? []),
    sync: {
      isConnected: session.isConnected(),
      syncedAtMs,
      waiting: circle.outbox.filter((intent) => !isRoutine(intent) && !isOverdue(intent, nowMs))
        .length,
    },
    trouble: graver(session.trouble(), isBroken ? 'refused-entries' : null),
  };
}

function invitesOf(
  circle: CircleState,
  ownId: Uint8Array,
  opensDoor: boolean,
  clientOrigin: string,
  nowMs: number,
): readonly InviteView[] {
  return circle.governance.invites.flatMap((invite) => {
    const { inviteId, secret, issuer, lastHour } = invite;
    const endsAtMs = (bucketStart(lastHour) + 3600) * 1000;
    if (endsAtMs <= nowMs) return [];
    const isOwn = equalBytes(issuer, ownId);
    return [
      {
        id: toHex(inviteId),
        link: `${clientOrigin}/j#${encodeInvite({ relay: circle.relay, inviteId, secret })}`,
        issuer: memberOf(circle.governance, issuer)?.name ?? '',
        endsAtMs,
        mayRevoke: isOwn || opensDoor,
      },
    ];
  });
}

function candidatesOf(
  session: CircleSession,
  ownId: Uint8Array,
  opensDoor: boolean,
): readonly CandidateView[] {
  const { governance, circleId, outbox } = session.state();
  return session.inboxes.knocks().flatMap((knock) => {
    const { candidate, inviteId, name, staticKey, hedgeKey } = knock;
    const isMember = memberOf(governance, candidate.device.memberId) !== undefined;
    const isOnItsWay = outbox.some(
      (intent) =>
        intent.kind === 'seat' && equalBytes(intent.endorsement.keyPackageRef, candidate.ref),
    );
    if (isMember || isOnItsWay) return [];
    const vouched = governance.endorsements.filter((one) =>
      equalBytes(one.keyPackageRef, candidate.ref),
    );
    return [
      {
        id: knockId(knock),
        inviteId: toHex(inviteId),
        name,
        words: seatingWords(
          {
            keyPackageRef: candidate.ref,
            staticKey,
            hedgeKeyHash: hedgeKeyHash(hedgeKey),
            inviteId,
            circleId,
          },
          governance.charter.language,
        ),
        vouches: vouched.length,
        needed: Math.min(governance.charter.sponsors, governance.members.length),
        hasVouched: vouched.some((one) => equalBytes(one.sponsor, ownId)),
        maySeat: opensDoor,
        namesake: namesakeOf(governance.members, name),
      },
    ];
  });
}

function summaryOf(circle: CircleState, thread: Thread): DiscussionSummary {
  const { header, letters, fadesAtMs } = thread;
  const openedAtMs = bucketStart(header.openedHour) * 1000;
  const newestHour = letters.at(-1)?.entry.hour;
  return {
    id: thread.id,
    title: header.title,
    openedAtMs,
    fadesAtMs,
    newestAtMs: newestHour === undefined ? openedAtMs : bucketStart(newestHour) * 1000,
    contributions: letters.length,
    hasUnread: thread.newestOther > lastReadIndex(circle, thread.discussionId),
  };
}

/** @param readUpTo the index up to which it had been read before it was opened */
export function discussionView(
  session: CircleSession,
  thread: Thread,
  readUpTo: number,
  nowMs: number,
): DiscussionView {
  const circle = session.state();
  const { header, letters, fadesAtMs, discussionId } = thread;
  const contributions = contributionViews(circle, thread);
  const firstNew =
    thread.newestOther <= readUpTo
      ? 0
      : letters.findIndex(({ entry }) => entry.index > readUpTo && !entry.isOwn);
  return {
    circleId: toHex(circle.circleId),
    id: thread.id,
    title: header.title,
    openedAtMs: bucketStart(header.openedHour) * 1000,
    fadesAtMs,
    contributions: [...contributions, ...overdueViews(circle, discussionId, nowMs)],
    blankPages: circle.blankPages
      .filter((page) => equalBytes(page.discussionId, discussionId))
      .map((page) => ({ date: new Date(page.dayMs).toISOString().slice(0, 10) })),
    lastReadId: letters[firstNew - 1]?.id ?? null,
    draft: circle.drafts.find((one) => equalBytes(one.discussionId, discussionId))?.text ?? '',
  };
}
