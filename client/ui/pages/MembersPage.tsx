import { Link } from 'wouter';
import type { CircleView } from '../../model/snapshot.ts';
import { PageHeading } from '../parts/PageHeading.tsx';
import { paths } from '../paths.ts';
import { useMessages } from '../preferences.tsx';

export function MembersPage({ circle }: { readonly circle: CircleView }) {
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
            <li key={member.id} className="row">
              <span className="member-name">
                {member.name} {member.isSelf && <span className="hint">{t.you}</span>}
              </span>
              <span className="hint">{t.roles[member.role]}</span>
            </li>
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
