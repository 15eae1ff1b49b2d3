import {
  discussionIdOf,
  equalBytes,
  fromHex,
  isFit,
  QUOTE_CHARACTERS,
  roundedFade,
  toHex,
  type Charter,
} from '../../crypto/index.ts';
import type { Command } from '../model/command.ts';
import { earlier, type Letter, type Thread } from '../model/thread.ts';
import type { RandomBytes } from '../storage/generation.ts';
import type { CircleSession } from './sessionFace.ts';
import { memberKeyOf, type EntryIntent, type Intent } from './circleState.ts';
import { threadWithPending } from './circleView.ts';
import { draftsBut } from './forgetting.ts';
import { bucketOfFade, hourOf } from './hours.ts';
import { ownContributions } from './ownContributions.ts';
import { isOverdue } from './pump.ts';
import { Refused } from './refused.ts';
import { isWaitingLetter, takeBackWaiting } from './takenBack.ts';

/** What a member says in a circle's discussions, turned into what waits to be sent. */

export type Circumstances = {
  readonly session: CircleSession;
  readonly random: RandomBytes;
  readonly nowMs: number;
};

export type DiscussionCommand = Extract<
  Command,
  {
    readonly kind:
      | 'open-discussion'
      | 'contribute'
      | 'keep-draft'
      | 'edit'
      | 'withdraw'
      | 'react'
      | 'unreact'
      | 'settle-overdue'
      | 'export-own';
  }
>;

const HOUR_MS = 3_600_000;

/** @returns the id that the command made, if any; throws `Refused` */
export function discussionCommand(
  here: Circumstances,
  command: DiscussionCommand,
): Promise<string | null> {
  switch (command.kind) {
    case 'open-discussion':
      return openDiscussion(here, command);
    case 'contribute':
      return contribute(here, command);
    case 'keep-draft':
      return keepDraft(here, command);
    case 'edit':
    case 'withdraw':
      return amend(here, command);
    case 'react':
      return react(here, command);
    case 'unreact':
      return unreact(here, command);
    case 'settle-overdue':
      return settleOverdue(here, command);
    case 'export-own':
      return Promise.resolve(ownContributions(here.session, here.nowMs));
  }
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
    editSeed: draft.kind === 'contribution' || draft.kind === 'reaction' ? random(32) : null,
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
    said.push({
      discussionId,
      fadesAtMs,
      draft: { kind: 'contribution', text, replyTo: null, isUnnamed: false, quote: null },
    });
  }
  await session.enqueue(...said.map((one) => intentOf(one, here)));
  return toHex(discussionId);
}

type Contributing = Extract<Command, { kind: 'contribute' }>;

async function contribute(here: Circumstances, command: Contributing): Promise<string> {
  const { session, nowMs } = here;
  const thread = threadWithPending(session, command.discussionId, nowMs);
  if (thread === undefined) throw new Refused('gone');
  const text = command.text.trim();
  if (!isFit('letter', text)) throw new Refused('too-long');
  const { charter } = session.state().governance;
  const { isUnnamed = false } = command;
  if (isUnnamed && !charter.allowsUnnamed) throw new Refused('not-allowed');
  const { quote, endsAtMs } = quoteOf(here, command);
  const fadesAtMs = earlier(lifeWithin(thread, charter, command.fadeHours, nowMs), endsAtMs);
  const replyTo = command.replyTo === null ? null : fromHex(command.replyTo);
  const { discussionId } = thread;
  const intent = intentOf(
    { discussionId, fadesAtMs, draft: { kind: 'contribution', text, replyTo, isUnnamed, quote } },
    here,
  );
  await session.enqueue(intent);
  return toHex(intent.localId);
}

async function keepDraft(
  { session, nowMs }: Circumstances,
  { discussionId: id, text }: Extract<Command, { kind: 'keep-draft' }>,
): Promise<null> {
  const thread = threadWithPending(session, id, nowMs);
  if (thread === undefined) throw new Refused('gone');
  if (text !== '' && !isFit('letter', text)) throw new Refused('too-long');
  const { discussionId, fadesAtMs } = thread;
  const draft = { discussionId, text, bucket: bucketOfFade(fadesAtMs) };
  await session.update((circle) => ({
    ...circle,
    drafts: [...draftsBut(circle, discussionId), ...(text === '' ? [] : [draft])],
  }));
  return null;
}

/** What is quoted, and when it fades: what quotes it fades no later. */
function quoteOf(here: Circumstances, { quote, discussionId }: Contributing) {
  if (quote === undefined) return { quote: null, endsAtMs: null };
  const quoted = letterNamed(here, quote.entryId);
  const isHere = toHex(quoted.entry.discussionId) === discussionId;
  if (!isHere || !quoted.versions.some((said) => said.includes(quote.text))) {
    throw new Refused('gone');
  }
  if (quote.text === '' || quote.text.length > QUOTE_CHARACTERS) throw new Refused('too-long');
  const { entryId: target } = quoted.entry;
  return { quote: { target, text: quote.text }, endsAtMs: quoted.fadesAtMs };
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
  return earlier(own, thread.fadesAtMs);
}

async function amend(
  here: Circumstances,
  command: Extract<Command, { kind: 'edit' | 'withdraw' }>,
): Promise<null> {
  const { session } = here;
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
  const letter = letterNamed(here, command.entryId);
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

type Reacting = Extract<Command, { kind: 'react' | 'unreact' }>;

/** This member's own word of that kind, standing or waiting. */
function ownReaction({ session }: Circumstances, letter: Letter, { reaction }: Reacting) {
  const self = memberKeyOf(session.state().identity).publicKey;
  return letter.reactions.find(
    ({ kind, entry }) =>
      kind === reaction && entry.author !== null && equalBytes(entry.author, self),
  );
}

async function react(here: Circumstances, command: Reacting): Promise<null> {
  const letter = letterNamed(here, command.entryId, true);
  if (letter.isWithdrawn) throw new Refused('gone');
  if (ownReaction(here, letter, command) !== undefined) return null;
  const { entryId: target, discussionId } = letter.entry;
  const draft = { kind: 'reaction', target, reaction: command.reaction } as const;
  await here.session.enqueue(intentOf({ discussionId, draft, fadesAtMs: letter.fadesAtMs }, here));
  return null;
}

async function unreact(here: Circumstances, command: Reacting): Promise<null> {
  const letter = letterNamed(here, command.entryId, true);
  const own = ownReaction(here, letter, command);
  if (own === undefined) return null;
  const { entryId: target, discussionId } = own.entry;
  const draft = { kind: 'withdraw', target } as const;
  const taking = intentOf({ discussionId, draft, fadesAtMs: letter.fadesAtMs }, here);
  await here.session.update((circle) => {
    // What has not been sealed has surely not left: then there is nothing to take back from anybody.
    const isUnsaid = (intent: Intent) =>
      equalBytes(intent.localId, target) && intent.sealed === null;
    const outbox = circle.outbox.filter((intent) => !isUnsaid(intent));
    const isForgotten = outbox.length < circle.outbox.length;
    return { ...circle, outbox: isForgotten ? outbox : [...outbox, taking] };
  });
  await here.session.enqueue();
  return null;
}

/** A letter that stands in the log, with what waits about it. */
function letterNamed({ session, nowMs }: Circumstances, id: string, isNamed = false): Letter {
  const record = session.discussions.contents.named(id);
  const thread = record && threadWithPending(session, toHex(record.discussionId), nowMs, isNamed);
  const letter = thread?.letters.find((one) => one.id === id);
  if (letter === undefined) throw new Refused('gone');
  return letter;
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
      const sent = { ...intent, fadesAtMs, createdAtMs: nowMs, sealed: null };
      // What it quoted has faded, or will before it does now.
      const { draft } = intent;
      return [draft.kind === 'contribution' ? { ...sent, draft: { ...draft, quote: null } } : sent];
    }),
  }));
  await session.enqueue();
  return null;
}
