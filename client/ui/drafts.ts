import { createContext, useContext, useEffect } from 'react';
import type { Client } from '../app/client.ts';
import type { Outcome } from '../model/command.ts';

/** Words that have not been sent: those of a discussion the vault keeps, those of an edit nobody does. */
export type Drafts = {
  /** What was last written there since the vault was opened; null where nothing was. */
  read(discussionId: string): string | null;
  /** Kept once nothing more has been typed for a moment. */
  write(circleId: string, discussionId: string, text: string): void;
  /** While it is being sent: the vault forgets by itself what it sends. */
  hold(): void;
  /** What has been written there since is kept as ever. */
  sent(discussionId: string): void;
  /** Nothing, where nothing has changed. */
  edit(entryId: string, text: string): void;
  /** What has been written so far goes to the vault. */
  flush(): Promise<void>;
  /** Locking or leaving would forget something. */
  hasUnkept(): boolean;
};

type Written = { readonly circleId: string; readonly text: string; readonly isKept: boolean };

const PAUSE_MS = 700;

export function createDrafts(client: Pick<Client, 'send'>): Drafts {
  const written = new Map<string, Written>();
  const edits = new Map<string, string>();
  let timer: number | undefined;

  async function flush(): Promise<void> {
    window.clearTimeout(timer);
    for (const [discussionId, draft] of written) {
      if (draft.isKept) continue;
      const { circleId, text } = draft;
      const outcome = await client
        .send({ kind: 'keep-draft', circleId, discussionId, text })
        .catch((): Outcome => ({ ok: false, error: 'failed' }));
      // Something else may have been written there meanwhile.
      if (written.get(discussionId) !== draft) continue;
      if (outcome.ok) written.set(discussionId, { ...draft, isKept: true });
      else if (outcome.error === 'gone') written.delete(discussionId);
    }
  }

  return {
    read: (discussionId) => written.get(discussionId)?.text ?? null,
    write(circleId, discussionId, text) {
      const isBlank = text.trim() === '';
      if (written.get(discussionId)?.text === text) return;
      written.set(discussionId, { circleId, text: isBlank ? '' : text, isKept: false });
      window.clearTimeout(timer);
      timer = window.setTimeout(() => void flush(), PAUSE_MS);
    },
    hold: () => window.clearTimeout(timer),
    sent(discussionId) {
      const draft = written.get(discussionId);
      if (draft?.text === '') written.set(discussionId, { ...draft, isKept: true });
    },
    edit(entryId, text) {
      if (text.trim() === '') edits.delete(entryId);
      else edits.set(entryId, text);
    },
    flush,
    hasUnkept: () =>
      edits.size > 0 || [...written.values()].some(({ text, isKept }) => text !== '' && !isKept),
  };
}

export const DraftsContext = createContext<Drafts | null>(null);

export function useDrafts(): Drafts {
  const drafts = useContext(DraftsContext);
  if (drafts === null) throw new Error('outside DraftsContext');
  return drafts;
}

/** The browser asks before it leaves words that nobody keeps; those that can be kept are while it asks. */
export function useAskedBeforeLeaving(drafts: Drafts): void {
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => {
      if (!drafts.hasUnkept()) return;
      event.preventDefault();
      void drafts.flush();
    };
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [drafts]);
}
