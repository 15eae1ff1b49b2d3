import type { KeyboardEvent } from 'react';
import type { CircleView, DiscussionView } from '../../model/snapshot.ts';
import { attributionQuarters, inkStage, spanUntil } from '../fading.ts';
import { Boundary } from '../parts/Boundary.tsx';
import { fadeWords } from '../parts/fadeLabels.ts';
import { usePreferences } from '../preferences.tsx';
import { COMPOSER_ID } from './Composer.tsx';
import { feedItems } from './feedItems.ts';
import { Letter, letterId, type LetterActions } from './Letter.tsx';

// Page Up and Page Down step between articles and Ctrl with End leaves them, as readers of a feed expect.
function stepBetweenArticles(event: KeyboardEvent<HTMLElement>): void {
  if (event.key === 'End' && event.ctrlKey) {
    event.preventDefault();
    document.getElementById(COMPOSER_ID)?.focus();
    return;
  }
  if (event.key !== 'PageDown' && event.key !== 'PageUp') return;
  const articles = [...event.currentTarget.querySelectorAll<HTMLElement>('article')];
  const here = articles.findIndex((article) => article.contains(event.target as Node));
  const next = articles[here + (event.key === 'PageDown' ? 1 : -1)];
  if (here === -1 || next === undefined) return;
  event.preventDefault();
  next.focus();
}

export function Feed({
  circle,
  discussion,
  nowMs,
  actions,
}: {
  readonly circle: CircleView;
  readonly discussion: DiscussionView;
  readonly nowMs: number;
  readonly actions: LetterActions;
}) {
  const { messages, format } = usePreferences();
  const { contributions, lastReadId } = discussion;
  const items = feedItems(contributions, discussion.blankPages);
  const lastRead = contributions.findIndex(({ id }) => id === lastReadId);
  const firstUnreadId = lastRead === -1 ? null : contributions[lastRead + 1]?.id;

  return (
    <div
      className="feed"
      role="feed"
      aria-label={messages.discussion.feed}
      onKeyDown={stepBetweenArticles}
    >
      {items.map((item, place) => {
        if (item.kind === 'blank') {
          const words = messages.fade.blank(format.calendarDay(item.date, nowMs));
          return (
            <article
              key={`blank-${item.date}`}
              className="blank"
              tabIndex={0}
              aria-posinset={place + 1}
              aria-setsize={items.length}
              aria-label={words}
            >
              <p>{words}</p>
            </article>
          );
        }
        const { contribution } = item;
        const { writtenAtMs, fadesAtMs, attributionFadesAtMs, author } = contribution;
        const hasLife = contribution.state === 'sent' || contribution.state === 'waiting';
        const fadesApart =
          hasLife &&
          author !== null &&
          attributionFadesAtMs !== null &&
          (fadesAtMs === null || attributionFadesAtMs < fadesAtMs);
        return (
          <Boundary
            key={contribution.id}
            place={contribution.text}
            fallback={() => (
              <article
                className="letter"
                id={letterId(contribution.id)}
                tabIndex={0}
                aria-posinset={place + 1}
                aria-setsize={items.length}
                aria-label={messages.broken.letter}
              >
                <p className="muted">{messages.broken.letter}</p>
              </article>
            )}
          >
            <Letter
              circleId={circle.id}
              contribution={contribution}
              position={place + 1}
              count={items.length}
              isFirstUnread={contribution.id === firstUnreadId}
              isFrozen={circle.trouble === 'removed'}
              ink={hasLife ? inkStage(writtenAtMs, fadesAtMs, nowMs) : 'full'}
              quarters={
                fadesApart ? attributionQuarters(writtenAtMs, attributionFadesAtMs, nowMs) : null
              }
              moment={format.aboutMoment(writtenAtMs, nowMs)}
              withinHour={messages.discussion.withinHour(...format.hourSpan(writtenAtMs))}
              fading={hasLife ? fadeWords(fadesAtMs, nowMs, messages.fade, format) : null}
              nameFading={
                fadesApart
                  ? messages.fade.nameIn(format.span(spanUntil(attributionFadesAtMs, nowMs)))
                  : null
              }
              actions={actions}
            />
          </Boundary>
        );
      })}
    </div>
  );
}
