import { Link, useLocation, useRoute } from 'wouter';
import type { CircleView } from '../../model/snapshot.ts';
import { LockButton } from '../parts/LockButton.tsx';
import { TableMark } from '../parts/TableMark.tsx';
import { UnreadDot } from '../parts/UnreadDot.tsx';
import { paths } from '../paths.ts';
import { useMessages } from '../preferences.tsx';

function RailLink({
  href,
  className = '',
  children,
}: {
  readonly href: string;
  readonly className?: string;
  readonly children: React.ReactNode;
}) {
  const [location] = useLocation();
  return (
    <Link
      href={href}
      className={`rail-link ${className}`}
      aria-current={location === href ? 'page' : undefined}
    >
      {children}
    </Link>
  );
}

function CirclePart({ circle, isOpen }: { readonly circle: CircleView; readonly isOpen: boolean }) {
  const { nav } = useMessages();
  const hasUnread = circle.discussions.some((discussion) => discussion.hasUnread);
  return (
    <li>
      <RailLink href={paths.circle(circle.id)} className="rail-circle">
        {circle.name}
        {hasUnread && !isOpen && <UnreadDot />}
      </RailLink>
      {isOpen && (
        <ul className="rail-sub">
          {circle.discussions.map((discussion) => (
            <li key={discussion.id}>
              <RailLink href={paths.discussion(circle.id, discussion.id)}>
                {discussion.title}
                {discussion.hasUnread && <UnreadDot />}
              </RailLink>
            </li>
          ))}
          <li>
            <RailLink href={paths.members(circle.id)}>{nav.members}</RailLink>
          </li>
          {circle.mayInvite && (
            <li>
              <RailLink href={paths.invite(circle.id)}>{nav.invite}</RailLink>
            </li>
          )}
        </ul>
      )}
    </li>
  );
}

export function Rail({ circles }: { readonly circles: readonly CircleView[] }) {
  const { nav } = useMessages();
  const [, circleParams] = useRoute('/c/:circleId/*?');
  return (
    <nav className="rail" aria-label={nav.main}>
      <Link className="wordmark" href={paths.circles}>
        <TableMark />
        Cenacle
      </Link>
      <ul className="rail-list">
        {circles.map((circle) => (
          <CirclePart
            key={circle.id}
            circle={circle}
            isOpen={circleParams?.['circleId'] === circle.id}
          />
        ))}
      </ul>
      <div className="rail-foot">
        <RailLink href={paths.circles}>{nav.circles}</RailLink>
        <RailLink href={paths.settings}>{nav.you}</RailLink>
        <RailLink href={paths.limits}>{nav.limits}</RailLink>
        <LockButton className="rail-link" />
      </div>
    </nav>
  );
}
