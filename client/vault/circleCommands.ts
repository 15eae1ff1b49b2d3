import {
  discussionIdOf,
  equalBytes,
  fromHex,
  isFit,
  mayOpenDoor,
  memberOf,
  roundedFade,
  toHex,
  type Charter,
  type GovernanceAction,
} from '../../crypto/index.ts';
import type { Command } from '../model/command.ts';
import { threadsOf, type Letter, type Thread } from '../model/thread.ts';
import type { RandomBytes } from '../storage/generation.ts';
import type { CircleSession } from './circleSession.ts';
import { threadsWithPending } from './circleView.ts';
import { memberKeyOf, type EntryIntent, type Intent } from './circleState.ts';
import { knockId } from './inbox.ts';
import { namesakeOf } from './namesake.ts';
import { isOverdue } from './pump.ts';
import { Refused } from './refused.ts';
import { isWaitingLetter, takeBackWaiting } from './takenBack.ts';
import { hourOf } from './hours.ts';

/** What a member asks of one circle, turned into what waits to be sent. */

export type CircleCommand = Extract<Command, { readonly circleId: string }>;

const HOUR_MS = 3_600_000;
/** At most seven days by the relay's hour, which may be two behind this clock. */
const INVITE_HOURS = 7 * 24 - 2;

type Circumstances = {
  readonly session: CircleSession;
  readonly random: RandomBytes;
  readonly nowMs: number;
};

/** @returns the id that the command made, if any; throws `Refused` */
export async function circleCommand(
  session: CircleSession,
  command: CircleCommand,
  random: RandomBytes,
  nowMs: number,
): Promise<string | null> {
  const here = { session, random, nowMs };
  switch (command.kind) {
    case 'issue-invite':
      return issueInvite(here);
    case 'revoke-invite':
      return closeInvite(here, fromHex(command.inviteId));
    case 'not-now':
      return closeInvite(here, knockNamed(session, command.candidateId).inviteId);
    case 'seat':
      return seat(here, command.candidateId);
    case 'remove-member':
      return removeMember(here, fromHex(command.memberId));
    case 'open-discussion':
      return openDiscussion(here, command);
    case 'contribute':
      return contribute(here, command);
    case 'edit':
    case 'withdraw':
      return amend(here, command);
    case 'settle-overdue':
      return settleOverdue(here, command);
  }
}

function opensDoor({ session }: Circumstances): boolean {
  const { governance, identity } = session.state();
  const self = memberOf(governance, memberKeyOf(identity).publicKey);
  return self !== undefined && mayOpenDoor(governance, self);
}

async function closeInvite(here: Circumstances, inviteId: Uint8Array): Promise<null> {
  const { governance, identity } = here.session.state();
  const invite = governance.invites.find((one) => equalBytes(one.inviteId, inviteId));
  if (invite === undefined) throw new Refused('gone');
  const isOwn = equalBytes(invite.issuer, memberKeyOf(identity).publicKey);
  if (!isOwn && !opensDoor(here)) throw new Refused('not-allowed');
  return act(here, { kind: 'close-invite', inviteId });
}

async function act(here: Circumstances, action: GovernanceAction): Promise<null> {
  const localId = here.random(16);
  await here.session.enqueue({ kind: 'action', localId, action, sealed: null });
  return null;
}

async function issueInvite(here: Circumstances): Promise<string> {
  if (!opensDoor(here)) throw new Refused('not-allowed');
  const { random, nowMs } = here;
  const inviteId = random(16);
  const lastHour = hourOf(nowMs) + INVITE_HOURS;
  await act(here, { kind: 'invite', inviteId, secret: random(32), lastHour });
  return toHex(inviteId);
}

function knockNamed(session: CircleSession, id: string) {
  const knock = session.inboxes.knocks().find((one) => knockId(one) === id);
  if (knock === undefined) throw new Refused('gone');
  return knock;
}

async function seat({ session, random }: Circumstances, candidateId: string): Promise<null> {
  const { inviteId, name, keyPackage, candidate, staticKey, hedgeKey } = knockNamed(
    session,
    candidateId,
  );
  const { governance } = session.state();
  const invite = governance.invites.find((one) => equalBytes(one.inviteId, inviteId));
  if (invite === undefined) throw new Refused('gone');
  if (namesakeOf(governance.members, name) !== null) throw new Refused('name-taken');
  const endorsement = {
    kind: 'endorse',
    inviteId,
    keyPackageRef: candidate.ref,
    memberId: candidate.device.memberId,
    name,
    staticKey,
    hedgeKey,
    lastHour: invite.lastHour,
  } as const;
  await session.enqueue({
    kind: 'seat',
    localId: random(16),
    keyPackage,
    endorsement,
    sealed: null,
  });
  return null;
}

async function removeMember(
  { session, random }: Circumstances,
  memberId: Uint8Array,
): Promise<null> {
  const { governance, identity } = session.state();
  if (memberOf(governance, memberId) === undefined) throw new Refused('gone');
  if (equalBytes(memberId, memberKeyOf(identity).publicKey)) throw new Refused('not-allowed');
  await session.enqueue({ kind: 'remove', localId: random(16), memberId, sealed: null });
  return null;
}

/** When something of this life fades; null: kept. Throws where the charter does not allow it. */
function fadeOf(charter: Charter, hours: number | null, nowMs: number): number | null {
  const { longestFade } = charter;
  if (longestFade !== null && (hours === null || hours > longestFade)) {
    throw new Refused('not-allowed');
  }
  return hours === null ? null : roundedFade(nowMs + hours * HOUR_MS);
}

type Said = Pick<EntryIntent, 'discussionId' | 'draft' | 'fadesAtMs'>;

function intentOf(said: Said, { random, nowMs }: Circumstances): EntryIntent {
  const { fadesAtMs, draft } = said;
  return {
    ...said,
    kind: 'entry',
    localId: random(16),
    lifeMs: fadesAtMs === null ? null : fadesAtMs - nowMs,
    createdAtMs: nowMs,
    editSeed: draft.kind === 'contribution' ? random(32) : null,
    sealed: null,
    isTakenBack: false,
  };
}

async function openDiscussion(
  here: Circumstances,
  command: Extract<Command, { kind: 'open-discussion' }>,
): Promise<string> {
  const { session, random, nowMs } = here;
  const title = command.title.trim();
  const text = command.text.trim();
  if (!isFit('title', title)) throw new Refused('unfit-name');
  if (text !== '' && !isFit('letter', text)) throw new Refused('too-long');
  const { circleId, governance } = session.state();
  const fadesAtMs = fadeOf(governance.charter, command.fadeHours, nowMs);
  const draft = { kind: 'header', title, openedHour: hourOf(nowMs), nonce: random(32) } as const;
  const discussionId = discussionIdOf(circleId, { ...draft, fadesAtMs, format: 'free' });
  const said: Said[] = [{ discussionId, fadesAtMs, draft }];
  if (text !== '') {
    said.push({ discussionId, fadesAtMs, draft: { kind: 'contribution', text, replyTo: null } });
  }
  await session.enqueue(...said.map((one) => intentOf(one, here)));
  return toHex(discussionId);
}

async function contribute(
  here: Circumstances,
  command: Extract<Command, { kind: 'contribute' }>,
): Promise<string> {
  const { session, nowMs } = here;
  const thread = threadsWithPending(session, nowMs).get(command.discussionId);
  if (thread === undefined) throw new Refused('gone');
  const text = command.text.trim();
  if (!isFit('letter', text)) throw new Refused('too-long');
  const { charter } = session.state().governance;
  const fadesAtMs = lifeWithin(thread, charter, command.fadeHours, nowMs);
  const replyTo = command.replyTo === null ? null : fromHex(command.replyTo);
  const { discussionId } = thread;
  const intent = intentOf(
    { discussionId, fadesAtMs, draft: { kind: 'contribution', text, replyTo } },
    here,
  );
  await session.enqueue(intent);
  return toHex(intent.localId);
}

/** As long as the discussion, or shorter. */
function lifeWithin(
  thread: Thread,
  charter: Charter,
  hours: number | null,
  nowMs: number,
): number | null {
  if (hours === null && thread.fadesAtMs !== null) return thread.fadesAtMs;
  const own = fadeOf(charter, hours ?? charter.longestFade, nowMs);
  if (own === null || thread.fadesAtMs === null) return own ?? thread.fadesAtMs;
  return Math.min(own, thread.fadesAtMs);
}

async function amend(
  here: Circumstances,
  command: Extract<Command, { kind: 'edit' | 'withdraw' }>,
): Promise<null> {
  const { session, nowMs } = here;
  const isMeant = (intent: Intent) =>
    toHex(intent.localId) === command.entryId && isWaitingLetter(intent);
  if (command.kind === 'withdraw' && session.state().outbox.some(isMeant)) {
    await session.update((circle) => {
      const letter = circle.outbox.find(isMeant);
      if (letter === undefined) throw new Refused('gone');
      return takeBackWaiting(circle, letter);
    });
    return null;
  }
  const letter = letterNamed(session, command.entryId, nowMs);
  const isOwn = session.state().own.some((one) => equalBytes(one.entryId, letter.entry.entryId));
  if (!isOwn || letter.isWithdrawn) throw new Refused('not-allowed');
  const target = letter.entry.entryId;
  let draft: EntryIntent['draft'] = { kind: 'withdraw', target };
  if (command.kind === 'edit') {
    const text = command.text.trim();
    if (!isFit('letter', text)) throw new Refused('too-long');
    draft = { kind: 'edit', target, text };
  }
  const { discussionId } = letter.entry;
  await session.enqueue(intentOf({ discussionId, draft, fadesAtMs: letter.fadesAtMs }, here));
  return null;
}

function letterNamed(session: CircleSession, id: string, nowMs: number): Letter {
  for (const thread of threadsOf(session.opened(), nowMs).values()) {
    const letter = thread.letters.find((one) => one.id === id);
    if (letter !== undefined) return letter;
  }
  throw new Refused('gone');
}

async function settleOverdue(
  { session, nowMs }: Circumstances,
  command: Extract<Command, { kind: 'settle-overdue' }>,
): Promise<null> {
  const isMeant = (intent: Intent) =>
    toHex(intent.localId) === command.entryId && isOverdue(intent, nowMs) && intent.sealed === null;
  if (!session.state().outbox.some(isMeant)) throw new Refused('gone');
  await session.update((circle) => ({
    ...circle,
    outbox: circle.outbox.flatMap((intent): readonly Intent[] => {
      if (!isMeant(intent) || intent.kind !== 'entry') return [intent];
      if (!command.send || intent.lifeMs === null) return [];
      const fadesAtMs = roundedFade(nowMs + intent.lifeMs);
      return [{ ...intent, fadesAtMs, createdAtMs: nowMs, sealed: null }];
    }),
  }));
  await session.enqueue();
  return null;
}
