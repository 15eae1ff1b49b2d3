import { createContext, useContext, useEffect, useState, type ReactNode } from 'react';

const BATCH_MS = 1_000;
/** Long enough for a screen reader to begin; what it has taken up it finishes by itself. */
const SHOWN_MS = 10_000;

const AnnouncerContext = createContext<(message: string) => void>(() => undefined);

type Announcer = {
  readonly announce: (message: string) => void;
  /** What was said, and what was about to be. */
  readonly forget: () => void;
};

function createAnnouncer(show: (words: string) => void): Announcer {
  let batch: string[] = [];
  let speaking: ReturnType<typeof setTimeout> | undefined;
  let clearing: ReturnType<typeof setTimeout> | undefined;

  function speak(): void {
    show(batch.join(' '));
    batch = [];
    speaking = undefined;
    clearTimeout(clearing);
    clearing = setTimeout(() => show(''), SHOWN_MS);
  }
  return {
    announce(message) {
      if (!batch.includes(message)) batch.push(message);
      speaking ??= setTimeout(speak, BATCH_MS);
    },
    forget() {
      clearTimeout(speaking);
      clearTimeout(clearing);
      batch = [];
      speaking = undefined;
      show('');
    },
  };
}

/**
 * The page's one polite status region: what comes within a second is said together, never history again. Nothing
 * said while a vault was open outlives that.
 */
export function AnnouncerProvider({
  isOpen,
  children,
}: {
  readonly isOpen: boolean;
  readonly children: ReactNode;
}) {
  const [spoken, setSpoken] = useState('');
  const [announcer] = useState(() => createAnnouncer(setSpoken));
  useEffect(() => announcer.forget, [announcer, isOpen]);
  return (
    <AnnouncerContext value={announcer.announce}>
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
