import { useMessages } from '../preferences.tsx';

export function UnreadDot() {
  const { nav } = useMessages();
  return <span className="dot" role="img" aria-label={nav.unread} />;
}
