import { useState } from 'react';
import { Link } from 'wouter';
import type { CircleView, DiscussionSummary } from '../../model/snapshot.ts';
import { CharterView } from '../parts/CharterView.tsx';
import { Explanation } from '../parts/Explanation.tsx';
import { PageHeading } from '../parts/PageHeading.tsx';
import { SyncLine } from '../parts/SyncLine.tsx';
import { UnreadDot } from '../parts/UnreadDot.tsx';
import { fadeWords } from '../parts/fadeLabels.ts';
import { paths } from '../paths.ts';
import { usePreferences } from '../preferences.tsx';
import { AskDialog } from './AskDialog.tsx';
import { AskingCard } from './AskingCard.tsx';
import { CandidateCard } from './CandidateCard.tsx';
import { OwnContributions } from './OwnContributions.tsx';

function QuestionRow({
  circleId,
  discussion,
  nowMs,
}: {
  readonly circleId: string;
  readonly discussion: DiscussionSummary;
  readonly nowMs: number;
}) {
  const { messages, format } = usePreferences();
  const t = messages.circle;
  return (
    <li>
      <Link className="row-link" href={paths.discussion(circleId, discussion.id)}>
        <span className="row-title">
          {discussion.title}
          {discussion.hasUnread && <UnreadDot />}
        </span>
        <span className="meta">
          <span className="time-left">
            {fadeWords(discussion.fadesAtMs, nowMs, messages.fade, format)}
          </span>
          <span>{t.contributions(discussion.contributions)}</span>
          <span>{t.newest(format.aboutWhen(discussion.newestAtMs, nowMs))}</span>
        </span>
      </Link>
    </li>
  );
}

export function CirclePage({
  circle,
  nowMs,
}: {
  readonly circle: CircleView;
  readonly nowMs: number;
}) {
  const { messages } = usePreferences();
  const t = messages.circle;
  const [asks, setAsks] = useState(false);
  const asking = circle.members.filter((member) => member.asking !== null && !member.isSelf);
  const hasQuestions = circle.discussions.length > 0;
  return (
    <div className="page">
      <div className="column">
        <Link className="crumb" href={paths.circles}>
          ‹ {messages.nav.circles}
        </Link>
        <PageHeading>{circle.name}</PageHeading>
        <SyncLine sync={circle.sync} nowMs={nowMs} />
        {circle.trouble !== null && (
          <div className="stack">
            <Explanation of={t.troubles[circle.trouble]} />
          </div>
        )}
        {circle.candidates.length + asking.length > 0 && (
          <section className="section" aria-labelledby="door">
            <h2 id="door">{t.door}</h2>
            {asking.map((member) => (
              <AskingCard key={member.id} circleId={circle.id} member={member} />
            ))}
            {circle.candidates.map((candidate) => (
              <CandidateCard
                key={candidate.id}
                candidate={candidate}
                circleId={circle.id}
                language={circle.charter.language}
                isConnected={circle.sync.isConnected}
              />
            ))}
          </section>
        )}
        <section className="section" aria-labelledby="open-questions">
          <h2 id="open-questions">{t.open}</h2>
          {hasQuestions ? (
            <ul className="rows">
              {circle.discussions.map((discussion) => (
                <QuestionRow
                  key={discussion.id}
                  circleId={circle.id}
                  discussion={discussion}
                  nowMs={nowMs}
                />
              ))}
            </ul>
          ) : (
            <p className="lede">{t.empty}</p>
          )}
        </section>
        {circle.trouble !== 'removed' && (
          <div className="actions section-near">
            <button type="button" className="button button-main" onClick={() => setAsks(true)}>
              {t.ask}
            </button>
          </div>
        )}
        <section className="section" aria-labelledby="circle-members">
          <h2 id="circle-members">{t.members}</h2>
          <p className="prose-small">{circle.members.map((member) => member.name).join(', ')}</p>
          <div className="actions gap-wide">
            <Link className="quiet" href={paths.members(circle.id)}>
              {messages.circles.members(circle.members.length)}
            </Link>
            {circle.mayInvite && (
              <Link className="quiet" href={paths.invite(circle.id)}>
                {t.invite}
              </Link>
            )}
            {circle.invites.length > 0 && (
              <span className="hint">{t.invites(circle.invites.length)}</span>
            )}
          </div>
        </section>
        <details className="aside">
          <summary>{t.charter}</summary>
          <CharterView charter={circle.charter} />
        </details>
        <OwnContributions circle={circle} nowMs={nowMs} />
      </div>
      {asks && <AskDialog circle={circle} onClose={() => setAsks(false)} />}
    </div>
  );
}
