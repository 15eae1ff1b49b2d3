import type { MemberView } from '../../model/snapshot.ts';
import { useMessages } from '../preferences.tsx';

const MOST_OFFERED = 5;
/** "@" and what follows it up to the caret, at the start of a word. */
const ASKED = /(?:^|[\s(«“"])@([^@\n]{0,60})$/u;

export type MentionQuery = {
  /** Where the "@" stands. */
  readonly at: number;
  readonly offered: readonly MemberView[];
};

function plain(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLocaleLowerCase();
}

/** Members whose name, or a word of it, begins as what was typed after "@"; null where nobody is meant. */
export function mentionQuery(
  text: string,
  caret: number,
  members: readonly MemberView[],
): MentionQuery | null {
  const asked = ASKED.exec(text.slice(0, caret))?.[1];
  if (asked === undefined) return null;
  const typed = plain(asked);
  const offered = members.filter(({ name, isSelf }) => {
    const known = plain(name);
    return !isSelf && typed !== known && ` ${known}`.includes(` ${typed}`);
  });
  const at = caret - asked.length - 1;
  return offered.length === 0 ? null : { at, offered: offered.slice(0, MOST_OFFERED) };
}

/** The focus stays in the text: the option under way is named there. */
export function MentionList({
  id,
  offered,
  active,
  onChoose,
}: {
  readonly id: string;
  readonly offered: readonly MemberView[];
  readonly active: number;
  readonly onChoose: (member: MemberView) => void;
}) {
  const { composer: t } = useMessages();
  return (
    <ul className="mention-list" id={id} role="listbox" aria-label={t.mention}>
      {offered.map((member, place) => (
        <li
          key={member.id}
          id={mentionOptionId(id, place)}
          role="option"
          aria-selected={place === active}
          // The text keeps the focus.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onChoose(member)}
        >
          {member.name}
        </li>
      ))}
    </ul>
  );
}

export function mentionOptionId(listId: string, place: number): string {
  return `${listId}-${place}`;
}
