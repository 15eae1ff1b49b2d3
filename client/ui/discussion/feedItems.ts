import type { BlankPage, ContributionView } from '../../model/snapshot.ts';

export type FeedItem =
  | { readonly kind: 'contribution'; readonly contribution: ContributionView }
  | { readonly kind: 'blank'; readonly date: string };

function localDate(atMs: number): string {
  const at = new Date(atMs);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** Contributions in their order, each blank page after what is left of its day. */
export function feedItems(
  contributions: readonly ContributionView[],
  blankPages: readonly BlankPage[],
): readonly FeedItem[] {
  const dates = blankPages.map(({ date }) => date).toSorted();
  const items: FeedItem[] = [];
  let next = 0;
  for (const contribution of contributions) {
    const day = localDate(contribution.writtenAtMs);
    for (let date = dates[next]; date !== undefined && date < day; date = dates[next]) {
      items.push({ kind: 'blank', date });
      next += 1;
    }
    items.push({ kind: 'contribution', contribution });
  }
  return [...items, ...dates.slice(next).map((date) => ({ kind: 'blank' as const, date }))];
}

function isSame(before: ContributionView, after: ContributionView): boolean {
  return (
    before.state === after.state &&
    before.text === after.text &&
    before.author?.id === after.author?.id &&
    before.author?.name === after.author?.name &&
    before.isOwn === after.isOwn &&
    before.mayEdit === after.mayEdit &&
    before.isEdited === after.isEdited &&
    before.writtenAtMs === after.writtenAtMs &&
    before.fadesAtMs === after.fadesAtMs &&
    before.attributionFadesAtMs === after.attributionFadesAtMs &&
    before.replyTo?.id === after.replyTo?.id &&
    before.replyTo?.text === after.replyTo?.text &&
    before.quote?.id === after.quote?.id &&
    before.quote?.text === after.quote?.text &&
    before.quote?.author === after.quote?.author &&
    hasSameReactions(before, after)
  );
}

function hasSameReactions(before: ContributionView, after: ContributionView): boolean {
  if (before.reactions.length !== after.reactions.length) return false;
  return before.reactions.every((one, place) => {
    const other = after.reactions[place];
    return (
      other !== undefined &&
      one.kind === other.kind &&
      one.isOwn === other.isOwn &&
      one.hasUnnamed === other.hasUnnamed &&
      one.names.length === other.names.length &&
      one.names.every((name, at) => name === other.names[at])
    );
  });
}

/**
 * Snapshots come from a worker, all new each time: what did not change keeps its identity, so that its
 * article is not drawn again.
 */
export function keepIdentities(
  before: readonly ContributionView[],
  after: readonly ContributionView[],
): readonly ContributionView[] {
  const known = new Map(before.map((contribution) => [contribution.id, contribution]));
  return after.map((contribution) => {
    const same = known.get(contribution.id);
    return same !== undefined && isSame(same, contribution) ? same : contribution;
  });
}
