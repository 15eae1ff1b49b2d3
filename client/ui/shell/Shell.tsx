import type { ReactNode } from 'react';
import { useRoute } from 'wouter';
import type { Snapshot } from '../../model/snapshot.ts';
import { useMessages } from '../preferences.tsx';
import { BottomBar } from './BottomBar.tsx';
import { ClockQuestion } from './ClockQuestion.tsx';
import { Rail } from './Rail.tsx';
import { UpdateNotice } from './UpdateNotice.tsx';

/** The frame of an open vault: rail, page, bottom bar. In a discussion the composer takes the bar's place. */
export function Shell({
  snapshot,
  children,
}: {
  readonly snapshot: Snapshot;
  readonly children: ReactNode;
}) {
  const { common } = useMessages();
  const [isDocked] = useRoute('/c/:circleId/d/:discussionId');
  return (
    <div className="shell" data-docked={isDocked || undefined}>
      <a className="skip" href="#content">
        {common.skip}
      </a>
      <Rail circles={snapshot.circles} />
      <main className="main" id="content" tabIndex={-1}>
        {snapshot.clockJumpedToMs !== null && (
          <ClockQuestion jumpedToMs={snapshot.clockJumpedToMs} />
        )}
        <UpdateNotice />
        {children}
      </main>
      <BottomBar />
    </div>
  );
}
