import { Link, useLocation } from 'wouter';
import { paths } from '../paths.ts';
import { useMessages } from '../preferences.tsx';

export function BottomBar() {
  const { nav } = useMessages();
  const [location] = useLocation();
  const isElsewhere = location === paths.settings || location === paths.limits;
  const current = (isCurrent: boolean) => (isCurrent ? 'page' : undefined);
  return (
    <nav className="bottom-bar" aria-label={nav.main}>
      <Link href={paths.circles} aria-current={current(!isElsewhere)}>
        {nav.circles}
      </Link>
      <Link href={paths.settings} aria-current={current(location === paths.settings)}>
        {nav.you}
      </Link>
      <Link href={paths.limits} aria-current={current(location === paths.limits)}>
        {nav.limits}
      </Link>
    </nav>
  );
}
