import { describe, expect, test } from 'vitest';
import { feedItems, keepIdentities } from '../../../client/ui/discussion/feedItems.ts';
import { DISCUSSION } from '../../support/sampleSnapshots.ts';

const noon = (day: number) => new Date(2026, 2, day, 12).getTime();
const [sample] = DISCUSSION.contributions;
if (sample === undefined) throw new Error('no sample');
const written = (id: string, day: number) => ({ ...sample, id, writtenAtMs: noon(day) });

describe('a feed', () => {
  test('puts a blank page after what is left of its day, and the latest at the end', () => {
    const items = feedItems(
      [written('a', 10), written('b', 12), written('c', 13)],
      [{ date: '2026-03-14' }, { date: '2026-03-09' }, { date: '2026-03-12' }],
    );
    expect(items.map((item) => (item.kind === 'blank' ? item.date : item.contribution.id))).toEqual(
      ['2026-03-09', 'a', 'b', '2026-03-12', 'c', '2026-03-14'],
    );
  });

  test('where all has faded is blank pages only', () => {
    expect(feedItems([], [{ date: '2026-03-12' }])).toEqual([
      { kind: 'blank', date: '2026-03-12' },
    ]);
  });

  test('keeps the identity of what a new snapshot did not change, and of nothing else', () => {
    const before = DISCUSSION.contributions;
    const after = structuredClone([...before]).map((contribution) =>
      contribution.id === 'l3' ? { ...contribution, text: 'Changed' } : contribution,
    );
    const kept = keepIdentities(before, after);
    expect(kept).toEqual(after);
    expect(kept.map((contribution, place) => contribution === before[place])).toEqual(
      before.map(({ id }) => id !== 'l3'),
    );
  });
});
