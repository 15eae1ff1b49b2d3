import type { ReactionKind, Role } from '../../model/snapshot.ts';
import { troubles } from './enExplained.ts';
import { plural } from './enPlural.ts';

const roles: Readonly<Record<Role, string>> = { host: 'Host', member: 'Member' };

const words: Readonly<Record<ReactionKind, string>> = {
  heard: 'heard',
  thanks: 'thank you',
  question: 'question',
  'sit-with-it': 'sit with it',
};

const saidBy: Readonly<Record<ReactionKind, (names: string) => string>> = {
  heard: (names) => `Heard by ${names}`,
  thanks: (names) => `Thanks from ${names}`,
  question: (names) => `A question from ${names}`,
  'sit-with-it': (names) => `Sitting with it: ${names}`,
};

export const enTable = {
  circles: {
    title: 'Circles',
    empty: 'You sit in no circle yet.',
    host: 'Host a circle',
    invited: 'I was invited',
    atDoor: 'At the door',
    doorName: (relay: string) => `A circle at ${relay}`,
    openJoin: 'See where it stands',
    questions: (count: number) => plural(count, 'question', 'questions'),
    members: (count: number) => plural(count, 'member', 'members'),
    candidates: (count: number) =>
      count === 1 ? 'Someone is at the door' : `${count} people are at the door`,
  },
  circle: {
    open: 'Open questions',
    empty: 'No question is on the table.',
    ask: 'Put a question on the table',
    newest: (moment: string) => `Last word ${moment}`,
    contributions: (count: number) => plural(count, 'contribution', 'contributions'),
    members: 'Members',
    invite: 'Invite someone',
    door: 'At the door',
    invites: (count: number) => plural(count, 'invite key stands', 'invite keys stand'),
    charter: 'Charter',
    own: {
      title: 'What you have said here',
      text: 'Your own contributions that still live, under the questions they answer, as a Markdown file. Nothing that others wrote stands in it but those questions. The file is not sealed, and does not fade.',
      save: 'Save as a file',
      saved: 'Your contributions were handed to the browser as a file.',
    },
    troubles,
  },
  fade: {
    in: (span: string) => `Fades in ${span}`,
    kept: 'Kept',
    nameIn: (span: string) => `Name fades in ${span}`,
    choice: 'Fades',
    after: (length: string) => `after ${length}`,
    asDiscussion: 'with the discussion',
    asQuoted: 'with what it quotes',
    keep: 'never: keep it',
    blank: (date: string) => `A page left blank, ${date}`,
    now: 'Fading now',
  },
  ask: {
    title: 'Put a question on the table',
    question: 'Question',
    text: 'What led you to it (optional)',
    fade: 'The discussion fades',
    fadeHint: 'This cannot be put off later.',
    submit: 'Open the discussion',
    needed: 'Write the question first.',
  },
  discussion: {
    empty: 'Nobody has spoken yet; the first word is yours.',
    feed: 'Contributions',
    gone: 'This discussion has faded or is not here.',
    lastRead: 'You had read up to here',
    newIn: (count: number, title: string) => `${count} new in “${title}”.`,
    aMember: 'A member',
    aMemberSaid: 'a member',
    you: '(you)',
    youSaid: 'you',
    withinHour: (from: string, to: string) =>
      `Written between ${from} and ${to}; nothing finer than the hour is kept.`,
    edited: 'edited',
    withdrawn: 'Withdrawn by its author.',
    waiting: 'Will leave when you land',
    overdue: 'This waited past its own hour and was not sent. Only you can read it.',
    overdueSend: 'Send it now',
    overdueDrop: 'Let it go',
    replyTo: (text: string) => `In reply to “${text}”`,
    replyToGone: 'In reply to a contribution that is no longer here',
    quoteGone: 'Quotes a contribution that is no longer here',
    wrote: (name: string) => `${name} wrote`,
    reply: 'Reply',
    quote: 'Quote',
    edit: 'Edit',
    withdraw: 'Withdraw',
    withdrawTitle: 'Withdraw this contribution?',
    withdrawText:
      'Its text disappears for everyone whose device hears of it. What has been read or copied cannot be taken back.',
    withdrawWaitingText:
      'If it has not left yet, it never will. If it is on its way already, its withdrawal follows it.',
    opened: (moment: string) => `Opened ${moment}`,
  },
  reaction: {
    open: 'A word',
    about: (name: string) => `A word to ${name}`,
    words,
    saidBy,
  },
  composer: {
    label: 'Your contribution',
    placeholder: 'Write as you would speak…',
    replying: (name: string) => `Replying to ${name}`,
    fadesAsQuoted: (span: string) => `What quotes these words fades with them, in ${span}.`,
    editing: 'Editing your contribution',
    mention: 'Members to mention',
    stop: 'Cancel',
    readers: (count: number) =>
      count === 1 ? 'Only you can read it so far' : `${count} members can read it`,
    unnamed: 'Without my name',
    unnamedHint: 'Once it has left, you can change it or take it back only until the hour ends.',
    send: 'Send',
    save: 'Save',
    keys: 'Ctrl or ⌘ with Enter sends, @ offers members',
    sent: 'Sent.',
    frozen: 'Nothing can be sent from here.',
  },
  members: {
    title: 'Members',
    roles,
    you: 'you',
    alone: 'You are alone at the table.',
    invite: 'Invite someone',
    heard: (day: string) => `Last here on ${day}`,
    removal: {
      ask: 'Remove',
      askOf: (name: string) => `Remove ${name}`,
      voters: (names: string) => `${names} would have this member leave`,
      onItsWay: 'Will be told to the others as soon as you are connected',
      title: (name: string) => `Remove ${name} from the table?`,
      decides: (name: string) =>
        `From then on ${name} can neither read nor write anything that is said here. What their device could read until then stays there until it fades. Invite keys that are still open end with it.`,
      votes:
        'It takes two hosts, or more than half of all members. The others see that you are for it; you cannot take it back, but it lapses after seven days.',
      confirm: 'Remove from the table',
      confirmVote: 'Say that I am for it',
    },
  },
};
