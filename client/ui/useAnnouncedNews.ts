import { useEffect, useRef } from 'react';
import type { CircleView } from '../model/snapshot.ts';
import { useAnnounce } from './announcer.tsx';
import { useMessages } from './preferences.tsx';

/** Says what came to discussions that are not on the screen; the one that is shown speaks for itself. */
export function useAnnouncedNews(circles: readonly CircleView[], shownId: string | null): void {
  const { discussion: t } = useMessages();
  const announce = useAnnounce();
  const known = useRef<ReadonlyMap<string, number> | null>(null);
  useEffect(() => {
    const before = known.current;
    const discussions = circles.flatMap((circle) => circle.discussions);
    known.current = new Map(discussions.map(({ id, contributions }) => [id, contributions]));
    if (before === null) return;
    for (const { id, title, contributions, hasUnread } of discussions) {
      const arrived = contributions - (before.get(id) ?? 0);
      if (id !== shownId && hasUnread && arrived > 0) announce(t.newIn(arrived, title));
    }
  }, [circles, shownId, announce, t]);
}
