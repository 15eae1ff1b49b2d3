import { memo, useRef } from 'react';
import type { ContributionView, ReactionKind } from '../../model/snapshot.ts';
import { withNames } from '../../model/mention.ts';
import type { InkStage } from '../fading.ts';
import { useFocusOnward } from '../parts/useFocusOnward.ts';
import { useMessages } from '../preferences.tsx';
import { AttributionRing } from './AttributionRing.tsx';
import { excerpt } from './excerpt.ts';
import { Markdown } from './Markdown.tsx';
import { useNameOf } from '../names.ts';
import { OverdueQuestion } from './OverdueQuestion.tsx';
import { passageOf, selectionWithin } from './passage.ts';
import { Quoted } from './Quoted.tsx';
import { ReactionChoice, ReactionLine } from './Reactions.tsx';

export type LetterActions = {
  readonly reply: (contribution: ContributionView) => void;
  readonly quote: (contribution: ContributionView, passage: string) => void;
  readonly edit: (contribution: ContributionView) => void;
  readonly withdraw: (contribution: ContributionView) => void;
  readonly react: (contribution: ContributionView, kind: ReactionKind, isSaid: boolean) => void;
  readonly show: (contributionId: string) => void;
};

type Props = {
  readonly circleId: string;
  readonly contribution: ContributionView;
  readonly position: number;
  readonly count: number;
  readonly isFirstUnread: boolean;
  readonly isFrozen: boolean;
  readonly ink: InkStage;
  /** Null where the name does not fade before the rest. */
  readonly quarters: number | null;
  readonly moment: string;
  readonly withinHour: string;
  /** Null where nothing is left to fade. */
  readonly fading: string | null;
  readonly nameFading: string | null;
  readonly actions: LetterActions;
};

export function letterId(contributionId: string): string {
  return `letter-${contributionId}`;
}

/** One contribution. Everything that time changes comes in words already, so that it is drawn only when they do. */
export const Letter = memo(function Letter({
  circleId,
  contribution,
  position,
  count,
  isFirstUnread,
  isFrozen,
  ink,
  quarters,
  moment,
  withinHour,
  fading,
  nameFading,
  actions,
}: Props) {
  const { discussion: t } = useMessages();
  const nameOf = useNameOf();
  const { id, state, author, isOwn, replyTo } = contribution;
  const isWithdrawn = state === 'withdrawn';
  const article = useFocusOnward<HTMLElement>();
  const body = useRef<HTMLDivElement>(null);
  /** A press on a button ends the selection: it is noted before. */
  const selected = useRef('');
  const quoteIt = () => {
    actions.quote(contribution, passageOf(contribution.text, selected.current));
    selected.current = '';
  };
  const noteSelection = () => {
    selected.current = selectionWithin(body.current);
  };
  return (
    <article
      ref={article}
      className="letter"
      id={letterId(id)}
      data-ink={ink}
      tabIndex={0}
      aria-posinset={position}
      aria-setsize={count}
      aria-labelledby={`${letterId(id)}-who ${letterId(id)}-when`}
    >
      {isFirstUnread && <p className="read-rule">{t.lastRead}</p>}
      <header className="letter-head">
        <span className="author">
          {author !== null && quarters !== null && <AttributionRing quarters={quarters} />}
          <span className="author-name" id={`${letterId(id)}-who`}>
            {author?.name ?? t.aMember}
          </span>
          {isOwn && <span className="you">{t.you}</span>}
        </span>
      </header>
      <div className="letter-margin">
        <time
          id={`${letterId(id)}-when`}
          title={withinHour}
          dateTime={new Date(contribution.writtenAtMs).toISOString()}
        >
          {moment}
        </time>
        {contribution.isEdited && <span>{t.edited}</span>}
        {fading !== null && <span className="time-left">{fading}</span>}
        {nameFading !== null && <span>{nameFading}</span>}
        {state === 'waiting' && <strong>{t.waiting}</strong>}
      </div>
      <div className="letter-body" ref={body}>
        {replyTo !== null &&
          (replyTo.text === null ? (
            <p className="reply-to">{t.replyToGone}</p>
          ) : (
            <button type="button" className="reply-to" onClick={() => actions.show(replyTo.id)}>
              {t.replyTo(excerpt(withNames(replyTo.text, nameOf)))}
            </button>
          ))}
        {contribution.quote !== null && <Quoted quote={contribution.quote} onShow={actions.show} />}
        {isWithdrawn ? (
          <p className="muted">{t.withdrawn}</p>
        ) : (
          <Markdown text={contribution.text} />
        )}
        {state === 'overdue' && <OverdueQuestion circleId={circleId} entryId={id} />}
      </div>
      <ReactionLine reactions={contribution.reactions} />
      {!isWithdrawn && state !== 'overdue' && !isFrozen && (
        <div className="letter-actions">
          {state === 'sent' && (
            <button type="button" className="quiet" onClick={() => actions.reply(contribution)}>
              {t.reply}
            </button>
          )}
          {state === 'sent' && (
            <button
              type="button"
              className="quiet"
              onPointerDown={noteSelection}
              onKeyDown={noteSelection}
              onClick={quoteIt}
            >
              {t.quote}
            </button>
          )}
          {state === 'sent' && !isOwn && (
            <ReactionChoice
              reactions={contribution.reactions}
              name={author?.name ?? t.aMember}
              onToggle={(kind, isSaid) => actions.react(contribution, kind, isSaid)}
            />
          )}
          {contribution.mayEdit && (
            <button type="button" className="quiet" onClick={() => actions.edit(contribution)}>
              {t.edit}
            </button>
          )}
          {isOwn && (
            <button type="button" className="quiet" onClick={() => actions.withdraw(contribution)}>
              {t.withdraw}
            </button>
          )}
        </div>
      )}
    </article>
  );
});
