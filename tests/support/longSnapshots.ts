import type { DiscussionView, Snapshot } from '../../client/model/snapshot.ts';
import { AT_DOOR } from './doorSnapshots.ts';
import { DISCUSSION, OPEN, withCircle } from './sampleSnapshots.ts';

/** Names and titles of sixty characters without a space, and one title of two hundred with some. */
const LONG_NAME = 'Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewis';
const LONG_CIRCLE = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunter';
export const LONG_DISCUSSION_ID = 'd9';

export const LONG_DISCUSSION: DiscussionView = {
  ...DISCUSSION,
  id: LONG_DISCUSSION_ID,
  title: `Rechtsschutzversicherungsgesellschaftenundihrekundenbetreuerin?`,
  contributions: DISCUSSION.contributions.map((each) => ({
    ...each,
    author: each.author && { ...each.author, name: LONG_NAME },
    text: each.state === 'withdrawn' ? '' : `${LONG_NAME}${LONG_NAME} ${each.text}`,
    replyTo: each.replyTo?.text ? { ...each.replyTo, text: LONG_NAME + LONG_NAME } : each.replyTo,
  })),
};

const [circle] = OPEN.circles;
const [candidate] = AT_DOOR.circles[0]?.candidates ?? [];
if (circle === undefined || candidate === undefined) throw new Error('no sample circle');

const longSummary = circle.discussions.slice(0, 1).map((each) => ({
  ...each,
  id: LONG_DISCUSSION_ID,
  title: LONG_DISCUSSION.title,
}));

export const LONG: Snapshot = withCircle({
  name: LONG_CIRCLE,
  members: circle.members.map((member) => ({ ...member, name: LONG_NAME })),
  invites: circle.invites.map((invite) => ({ ...invite, issuer: LONG_NAME })),
  discussions: [...longSummary, ...circle.discussions],
  candidates: [{ ...candidate, name: LONG_NAME }],
});
