import { expect, test } from 'vitest';
import { newestParts } from '../../../client/vault/takeContent.ts';
import type { CircleState } from '../../../client/vault/circleState.ts';
import { filled } from '../../support/councilOfThree.ts';

const [one, other] = [filled(1), filled(2)];
const id = '01'.repeat(32);

function partsOf(counts: CircleState['counts'], most: number) {
  const found = newestParts({ counts } as CircleState, id, most);
  return found.map(({ rosterEpoch, part }) => [rosterEpoch, part]);
}

test.each([
  ['nothing is known of it', [], []],
  ['it has one part', [{ discussionId: one, rosterEpoch: 3, count: 200 }], [[3, 0]]],
  ['the newest fills the page', [{ discussionId: one, rosterEpoch: 3, count: 264 }], [[3, 1]]],
  [
    'the newest has only just begun',
    [{ discussionId: one, rosterEpoch: 3, count: 401 }],
    [
      [3, 2],
      [3, 1],
    ],
  ],
  [
    'somebody has just sat down',
    [
      { discussionId: one, rosterEpoch: 3, count: 250 },
      { discussionId: other, rosterEpoch: 5, count: 9 },
      { discussionId: one, rosterEpoch: 5, count: 2 },
    ],
    [
      [5, 0],
      [3, 1],
      [3, 0],
    ],
  ],
])('a page of 64 lies in the newest parts, where %s', (_, counts, parts) => {
  expect(partsOf(counts, 64)).toEqual(parts);
});
