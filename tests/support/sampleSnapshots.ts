import type {
  Charter,
  CircleView,
  ContributionView,
  DiscussionView,
  Snapshot,
} from '../../client/model/snapshot.ts';
import { NO_REMOVAL, QUIET } from './fakeClient.ts';

/** 14 March 2026, 09:12 in Paris. */
export const NOW_MS = Date.UTC(2026, 2, 14, 8, 12);
const HOUR_MS = 3_600_000;
/** What is written is known to the hour alone. */
const THIS_HOUR_MS = Math.floor(NOW_MS / HOUR_MS) * HOUR_MS;
export const DAY_MS = 24 * HOUR_MS;

export const CIRCLE_ID = 'c1';
export const DISCUSSION_ID = 'd1';
export const INVITE_ID = 'e1';

/** @param seat around the table, from 1: Camille's is the first */
export const memberId = (seat: number) => `a${seat}`.padEnd(64, '0');

export const charter: Charter = {
  text: 'We speak from experience and listen without judging.\nWhat is said here serves only those who sit at the table; nobody quotes a name outside.',
  confidentiality: 'chatham-house',
  defaultFade: 720,
  longestFade: 8760,
  attributionFade: 168,
  sponsors: 2,
  allowsUnnamed: true,
  opensDoor: 'hosts',
  language: 'en',
};

export const HEARD = {
  ...QUIET,
  heardAtMs: NOW_MS - 2 * DAY_MS,
  removal: { ...NO_REMOVAL, mayVote: true },
};
const VOTED = {
  ...HEARD,
  removal: { ...HEARD.removal, voters: ['Noé Lambert'], wouldDecide: true },
};
export const circle: CircleView = {
  id: CIRCLE_ID,
  name: 'Les Tilleuls',
  relay: 'https://relay.example',
  charter,
  members: [
    { id: memberId(1), name: 'Camille Aubry', role: 'host', isSelf: true, ...QUIET },
    { id: memberId(2), name: 'Noé Lambert', role: 'host', isSelf: false, ...HEARD },
    {
      id: memberId(3),
      name: 'Ingrid Sørensen',
      role: 'member',
      isSelf: false,
      ...HEARD,
    },
    { id: memberId(4), name: 'Farid Haddad', role: 'member', isSelf: false, ...HEARD },
    { id: memberId(5), name: 'Maud Oyono', role: 'member', isSelf: false, ...HEARD },
    {
      id: memberId(6),
      name: 'Peter Whitlock',
      role: 'member',
      isSelf: false,
      ...VOTED,
    },
  ],
  mayInvite: true,
  invites: [
    {
      id: 'i1',
      link: 'https://relay.example/j#aHR0cHM6Ly9yZWxheS5leGFtcGxl.q83vEjRWeJCrze8SNFZ4kA.4Zb0u1Yq0x0m3o2w5r8t1v4y7z0A3D6G9J2M5P8S1U',
      issuer: 'Camille Aubry',
      endsAtMs: NOW_MS + 5 * DAY_MS,
      mayRevoke: true,
    },
    {
      id: 'i2',
      link: 'https://relay.example/j#aHR0cHM6Ly9yZWxheS5leGFtcGxl.mZ3pEjRWeJCrze8SNFZ4kB.9Kb0u1Yq0x0m3o2w5r8t1v4y7z0A3D6G9J2M5P7Q2w',
      issuer: 'Noé Lambert',
      endsAtMs: NOW_MS + 9 * HOUR_MS,
      mayRevoke: false,
    },
  ],
  candidates: [],
  discussions: [
    {
      id: DISCUSSION_ID,
      title: 'How do you tell a founder that it is time to hand over?',
      openedAtMs: THIS_HOUR_MS - 9 * DAY_MS,
      fadesAtMs: NOW_MS + 21 * DAY_MS,
      newestAtMs: THIS_HOUR_MS - 2 * HOUR_MS,
      contributions: 7,
      hasUnread: true,
    },
    {
      id: 'd2',
      title: 'What did the last fund-raising cost you, apart from money?',
      openedAtMs: THIS_HOUR_MS - 28 * DAY_MS,
      fadesAtMs: NOW_MS + 2 * DAY_MS + HOUR_MS,
      newestAtMs: THIS_HOUR_MS - 3 * DAY_MS,
      contributions: 12,
      hasUnread: false,
    },
    {
      id: 'd3',
      title: 'Books worth a second reading',
      openedAtMs: THIS_HOUR_MS - 60 * DAY_MS,
      fadesAtMs: null,
      newestAtMs: THIS_HOUR_MS - 20 * DAY_MS,
      contributions: 4,
      hasUnread: false,
    },
  ],
  sync: { isConnected: true, syncedAtMs: NOW_MS, waiting: 0 },
  trouble: null,
};

const secondCircle: CircleView = {
  ...circle,
  id: 'c2',
  name: 'Commission Climat',
  members: circle.members.slice(0, 3),
  invites: [],
  discussions: [],
  sync: { isConnected: false, syncedAtMs: NOW_MS - 26 * HOUR_MS, waiting: 0 },
};

function letter(part: Partial<ContributionView> & { readonly id: string }): ContributionView {
  return {
    state: 'sent',
    author: null,
    isOwn: false,
    text: '',
    writtenAtMs: THIS_HOUR_MS - DAY_MS,
    fadesAtMs: NOW_MS + 21 * DAY_MS,
    attributionFadesAtMs: null,
    isEdited: false,
    mayEdit: false,
    replyTo: null,
    quote: null,
    reactions: [],
    ...part,
  };
}

export const DISCUSSION: DiscussionView = {
  circleId: CIRCLE_ID,
  id: DISCUSSION_ID,
  title: 'How do you tell a founder that it is time to hand over?',
  openedAtMs: THIS_HOUR_MS - 9 * DAY_MS,
  fadesAtMs: NOW_MS + 21 * DAY_MS,
  contributions: [
    letter({
      id: 'l1',
      text: 'Our founder is seventy-one. He knows every customer by first name, and nobody dares to open the subject. I have tried twice; *both times he changed it*.\n\nI am not looking for advice on shareholding. I would like to know **what you said, in which room, and what it cost**.',
      writtenAtMs: THIS_HOUR_MS - 9 * DAY_MS,
    }),
    letter({
      id: 'l2',
      author: { id: memberId(3), name: 'Ingrid Sørensen' },
      text: 'With my father it took a walk, not a meeting. Three things helped:\n\n- I asked him to *tell me the story* of how he took over from his own father.\n- I said what I was afraid of, before what I wanted.\n- I did not bring paper.\n\nThe longer account is [in this interview](https://example.org/interview).',
      writtenAtMs: THIS_HOUR_MS - 4 * DAY_MS,
      attributionFadesAtMs: NOW_MS + 3 * DAY_MS,
      reactions: [
        { kind: 'heard', isOwn: true, names: ['Noé Lambert', 'Maud Oyono'], hasUnnamed: true },
        { kind: 'sit-with-it', isOwn: false, names: ['Farid Haddad'], hasUnnamed: false },
      ],
    }),
    letter({
      id: 'l3',
      author: { id: memberId(4), name: 'Farid Haddad' },
      text: 'A warning from the other side: I was the founder. The day my board “opened the subject” I heard only that I had become expensive.\n\n> You are not leaving a company, you are leaving a place at lunch.\n\nThat sentence, from a friend, did more than two years of governance.',
      writtenAtMs: THIS_HOUR_MS - 3 * DAY_MS,
      fadesAtMs: NOW_MS + 2 * DAY_MS,
      attributionFadesAtMs: NOW_MS + 20 * HOUR_MS,
      replyTo: {
        id: 'l1',
        text: 'Our founder is seventy-one. He knows every customer by first name, and nobody dares to open the subject.',
      },
    }),
    letter({
      id: 'l4',
      text: 'Figures I should not have in writing for long: the earn-out was a third of the price, and we would do it again.',
      writtenAtMs: THIS_HOUR_MS - 6 * DAY_MS - 20 * HOUR_MS,
      fadesAtMs: NOW_MS + 5 * HOUR_MS,
    }),
    letter({ id: 'l5', state: 'withdrawn', writtenAtMs: THIS_HOUR_MS - DAY_MS }),
    letter({
      id: 'l6',
      author: { id: memberId(1), name: 'Camille Aubry' },
      isOwn: true,
      mayEdit: true,
      isEdited: true,
      text: `Thank you, @{${memberId(4)}}. I had prepared a document; I shall leave it at home.`,
      writtenAtMs: THIS_HOUR_MS - 3 * HOUR_MS,
      attributionFadesAtMs: NOW_MS + 6 * DAY_MS,
      replyTo: { id: 'l0', text: null },
      quote: { id: 'l3', text: 'That sentence, from a friend, did more', author: 'Farid Haddad' },
    }),
    letter({
      id: 'l7',
      author: { id: memberId(5), name: 'Maud Oyono' },
      text: 'May I ask a question before more advice: what would *he* be doing on a Tuesday morning, the year after?',
      writtenAtMs: THIS_HOUR_MS - 2 * HOUR_MS,
      attributionFadesAtMs: NOW_MS + 6 * DAY_MS,
    }),
    letter({
      id: 'l8',
      state: 'overdue',
      author: { id: memberId(1), name: 'Camille Aubry' },
      isOwn: true,
      text: 'I am on the train back and have just spoken to him.',
      writtenAtMs: THIS_HOUR_MS - HOUR_MS,
      fadesAtMs: NOW_MS - 30 * 60_000,
    }),
    letter({
      id: 'l9',
      state: 'waiting',
      author: { id: memberId(1), name: 'Camille Aubry' },
      isOwn: true,
      text: 'He laughed. More on Thursday.',
      writtenAtMs: THIS_HOUR_MS,
    }),
  ],
  blankPages: [{ date: '2026-03-12' }],
  lastReadId: 'l6',
  draft: '',
};

export const OPEN: Snapshot = {
  vault: { kind: 'open' },
  nowMs: NOW_MS,
  circles: [circle, secondCircle],
  discussion: null,
  joins: [],
  storage: { persisted: true, usedBytes: 3_420_000 },
  clockJumpedToMs: null,
};

export const EMPTY: Snapshot = { ...OPEN, vault: { kind: 'empty' }, circles: [] };

export function withCircle(part: Partial<CircleView>): Snapshot {
  return { ...OPEN, circles: [{ ...circle, ...part }, secondCircle] };
}
