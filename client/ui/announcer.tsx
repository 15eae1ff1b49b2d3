import {
  createContext,
  useCallback,
  useContext,
  useEffect,
  useRef,
  useState,
  type ReactNode,
} from 'react';

const BATCH_MS = 1_000;

const AnnouncerContext = createContext<(message: string) => void>(() => undefined);

/** The page's one polite status region: what comes within a second is said together, never history again. */
export function AnnouncerProvider({ children }: { readonly children: ReactNode }) {
  const [spoken, setSpoken] = useState('');
  const batch = useRef<string[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);

  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
    },
    [],
  );
  const announce = useCallback((message: string) => {
    if (!batch.current.includes(message)) batch.current.push(message);
    timer.current ??= setTimeout(() => {
      setSpoken(batch.current.join(' '));
      batch.current = [];
      timer.current = null;
    }, BATCH_MS);
  }, []);

  return (
    <AnnouncerContext value={announce}>
      {children}
      <div className="visually-hidden" role="status">
        {spoken}
      </div>
    </AnnouncerContext>
  );
}

export function useAnnounce(): (message: string) => void {
  return useContext(AnnouncerContext);
}
