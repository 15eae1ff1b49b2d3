import { Link } from 'wouter';
import type { CircleView } from '../../model/snapshot.ts';
import { PageHeading } from '../parts/PageHeading.tsx';
import { paths } from '../paths.ts';
import { useMessages } from '../preferences.tsx';
import { MemberRow } from './MemberRow.tsx';

export function MembersPage({
  circle,
  nowMs,
}: {
  readonly circle: CircleView;
  readonly nowMs: number;
}) {
  const { members: t } = useMessages();
  return (
    <div className="page">
      <div className="column">
        <Link className="crumb" href={paths.circle(circle.id)}>
          ‹ {circle.name}
        </Link>
        <PageHeading>{t.title}</PageHeading>
        {circle.members.length === 1 && <p className="lede">{t.alone}</p>}
        <ul className="rows section">
          {circle.members.map((member) => (
            <MemberRow key={member.id} circleId={circle.id} member={member} nowMs={nowMs} />
          ))}
        </ul>
        {circle.mayInvite && (
          <div className="actions section-near">
            <Link className="button" href={paths.invite(circle.id)}>
              {t.invite}
            </Link>
          </div>
        )}
      </div>
    </div>
  );
}
