import { Link } from 'wouter';
import type { CircleView, JoinView, Snapshot } from '../../model/snapshot.ts';
import { useCommand } from '../clientContext.ts';
import { joinEnd } from '../joinEnd.ts';
import { ErrorNote } from '../parts/Explanation.tsx';
import { PageHeading } from '../parts/PageHeading.tsx';
import { SyncLine } from '../parts/SyncLine.tsx';
import { UnreadDot } from '../parts/UnreadDot.tsx';
import { paths } from '../paths.ts';
import { useMessages } from '../preferences.tsx';

function CircleRow({ circle, nowMs }: { readonly circle: CircleView; readonly nowMs: number }) {
  const { circles: t } = useMessages();
  const asking = circle.members.filter((member) => member.asking !== null && !member.isSelf);
  const waiting = circle.candidates.length + asking.length;
  return (
    <li>
      <Link className="row-link" href={paths.circle(circle.id)}>
        <span className="row-title">
          {circle.name}
          {circle.discussions.some((discussion) => discussion.hasUnread) && <UnreadDot />}
        </span>
        <span className="meta">
          <span>{t.questions(circle.discussions.length)}</span>
          <span>{t.members(circle.members.length)}</span>
          {waiting > 0 && <span className="time-left">{t.candidates(waiting)}</span>}
        </span>
        <SyncLine sync={circle.sync} nowMs={nowMs} />
      </Link>
    </li>
  );
}

function JoinRow({ join }: { readonly join: JoinView }) {
  const { circles: t } = useMessages();
  if (joinEnd(join) !== null) return <EndedJoinRow join={join} />;
  return (
    <li>
      <Link className="row-link" href={paths.joinOf(join.inviteId)}>
        <span className="row-title">{join.circleName ?? t.doorName(join.relay)}</span>
        <span className="meta">{t.openJoin}</span>
      </Link>
    </li>
  );
}

function EndedJoinRow({ join }: { readonly join: JoinView }) {
  const { circles: t, join: door } = useMessages();
  const { run, error, isBusy } = useCommand();
  const close = () => {
    if (!isBusy) void run({ kind: 'leave-door', inviteId: join.inviteId });
  };
  return (
    <li className="row">
      <div>
        <span className="row-title" id={`join-${join.inviteId}`}>
          {join.circleName ?? t.doorName(join.relay)}
        </span>
        <span className="meta">
          {joinEnd(join) === 'ended' ? door.expiredTitle : door.closedTitle}
        </span>
      </div>
      <button
        type="button"
        className="quiet"
        aria-describedby={`join-${join.inviteId}`}
        aria-disabled={isBusy}
        onClick={close}
      >
        {door.forget}
      </button>
      <ErrorNote error={error} />
    </li>
  );
}

export function CirclesPage({ snapshot }: { readonly snapshot: Snapshot }) {
  const { circles: t } = useMessages();
  const joins = snapshot.joins.filter((join) => join.step !== 'seated');
  return (
    <div className="page">
      <div className="column">
        <PageHeading>{t.title}</PageHeading>
        {snapshot.circles.length === 0 ? (
          <p className="lede">{t.empty}</p>
        ) : (
          <ul className="rows section">
            {snapshot.circles.map((circle) => (
              <CircleRow key={circle.id} circle={circle} nowMs={snapshot.nowMs} />
            ))}
          </ul>
        )}
        {joins.length > 0 && (
          <section className="section" aria-labelledby="joins">
            <h2 id="joins">{t.atDoor}</h2>
            <ul className="rows">
              {joins.map((join) => (
                <JoinRow key={join.inviteId} join={join} />
              ))}
            </ul>
          </section>
        )}
        <div className="actions section">
          <Link
            className={snapshot.circles.length === 0 ? 'button button-main' : 'button'}
            href={paths.create}
          >
            {t.host}
          </Link>
          <Link className="quiet" href={paths.join}>
            {t.invited}
          </Link>
        </div>
      </div>
    </div>
  );
}
