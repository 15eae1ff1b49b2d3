import { useEffect, useRef, useState, type RefObject } from 'react';
import type { ContributionView, DiscussionView } from '../../model/snapshot.ts';
import { useAnnounce } from '../announcer.tsx';
import { useMessages } from '../preferences.tsx';
import { keepIdentities } from './feedItems.ts';
import { letterId } from './Letter.tsx';

export function useStableContributions(
  contributions: readonly ContributionView[],
): readonly ContributionView[] {
  const [kept, setKept] = useState({ of: contributions, stable: contributions });
  if (kept.of === contributions) return kept.stable;
  const stable = keepIdentities(kept.stable, contributions);
  setKept({ of: contributions, stable });
  return stable;
}

/** Says how many came since the last time it looked; never what was there on opening, nor one's own. */
export function useAnnouncedArrivals(
  contributions: readonly ContributionView[],
  title: string | null,
): void {
  const { discussion: t } = useMessages();
  const announce = useAnnounce();
  const known = useRef<ReadonlySet<string> | null>(null);
  useEffect(() => {
    if (title === null) return;
    const before = known.current;
    known.current = new Set(contributions.map(({ id }) => id));
    if (before === null) return;
    const arrived = contributions.filter(({ id, isOwn }) => !isOwn && !before.has(id));
    if (arrived.length > 0) announce(t.newIn(arrived.length, title));
  }, [contributions, title, announce, t]);
}

/** Opens at the last-read rule, or at the end where all was read; follows one's own new words. */
export function useOpeningPlace(
  view: DiscussionView | null,
  hasUnread: boolean,
  end: RefObject<HTMLElement | null>,
): void {
  const [hadUnread] = useState(hasUnread);
  const lastOwnId = view?.contributions.findLast(({ isOwn }) => isOwn)?.id;
  const seen = useRef<{ ownId: string | undefined } | null>(null);
  useEffect(() => {
    if (view === null) return;
    const before = seen.current;
    seen.current = { ownId: lastOwnId };
    if (before === null) {
      const place = view.contributions.findIndex(({ id }) => id === view.lastReadId);
      const firstUnread = place === -1 ? undefined : view.contributions[place + 1];
      if (firstUnread !== undefined)
        document.getElementById(letterId(firstUnread.id))?.scrollIntoView({ block: 'start' });
      else if (!hadUnread) end.current?.scrollIntoView({ block: 'end' });
    } else if (lastOwnId !== undefined && lastOwnId !== before.ownId)
      end.current?.scrollIntoView({ block: 'end' });
  }, [view, lastOwnId, hadUnread, end]);
}
