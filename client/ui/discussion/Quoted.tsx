import type { ReactNode } from 'react';
import type { ContributionView } from '../../model/snapshot.ts';
import { useMessages } from '../preferences.tsx';
import { Markdown } from './Markdown.tsx';

/** Words of another letter within one's own. @param onShow goes to that letter */
export function Quoted({
  quote,
  onShow,
}: {
  readonly quote: NonNullable<ContributionView['quote']>;
  readonly onShow: (contributionId: string) => void;
}) {
  const { discussion: t } = useMessages();
  if (quote.text === null) return <p className="reply-to">{t.quoteGone}</p>;
  return (
    <QuotedWords text={quote.text}>
      <button type="button" className="quiet" onClick={() => onShow(quote.id)}>
        {t.wrote(quote.author ?? t.aMember)}
      </button>
    </QuotedWords>
  );
}

/** @param children says who wrote them */
export function QuotedWords({
  text,
  children,
}: {
  readonly text: string;
  readonly children: ReactNode;
}) {
  return (
    <figure className="quoted">
      <figcaption>{children}</figcaption>
      <blockquote>
        <Markdown text={text} />
      </blockquote>
    </figure>
  );
}
