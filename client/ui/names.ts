import { createContext, useContext, useMemo } from 'react';
import type { MemberView } from '../model/snapshot.ts';
import { useMessages } from './preferences.tsx';

/** What to call a member who is referred to: by name while they sit here. */
export type NameOf = (memberId: string) => string;

export const NamesContext = createContext<NameOf | null>(null);

export function useNameOf(): NameOf {
  const nameOf = useContext(NamesContext);
  if (nameOf === null) throw new Error('outside NamesContext');
  return nameOf;
}

/** Stays the same function while the names do: what is drawn with it is not drawn again at each snapshot. */
export function useNames(members: readonly MemberView[]): NameOf {
  const { discussion: t } = useMessages();
  const known = JSON.stringify(members.map(({ id, name }) => [id, name]));
  return useMemo(() => {
    const names = new Map<string, string>(JSON.parse(known) as [string, string][]);
    return (memberId) => names.get(memberId) ?? t.aMemberSaid;
  }, [known, t]);
}
