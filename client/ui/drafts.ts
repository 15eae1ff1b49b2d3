import { createContext, useContext } from 'react';

/** Unsent words by what they are for: in memory, as long as the vault is open. */
export type Drafts = Map<string, string>;

export const DraftsContext = createContext<Drafts | null>(null);

export function useDrafts(): Drafts {
  const drafts = useContext(DraftsContext);
  if (drafts === null) throw new Error('outside DraftsContext');
  return drafts;
}

export function hasUnsentWords(drafts: Drafts): boolean {
  return [...drafts.values()].some((text) => text.trim() !== '');
}
