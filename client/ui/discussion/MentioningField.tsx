import {
  useId,
  useState,
  type ComponentProps,
  type KeyboardEvent,
  type RefObject,
  type SyntheticEvent,
} from 'react';
import type { MemberView } from '../../model/snapshot.ts';
import { MentionList, mentionOptionId, mentionQuery } from './MentionList.tsx';

type Props = Omit<
  ComponentProps<'textarea'>,
  'ref' | 'value' | 'onChange' | 'onKeyDown' | 'onSelect' | 'onBlur'
> & {
  readonly field: RefObject<HTMLTextAreaElement | null>;
  readonly value: string;
  readonly members: readonly MemberView[];
  readonly onWrite: (text: string) => void;
  /** Of keys that the list of members does not take. */
  readonly onKey: (event: KeyboardEvent) => void;
};

/** A text in which "@" offers the members. Arrows choose, Enter or Tab takes, Escape gives up. */
export function MentioningField({ field, members, onWrite, onKey, ...rest }: Props) {
  const { value } = rest;
  const listId = useId();
  const [caret, setCaret] = useState<number | null>(null);
  const [active, setActive] = useState(0);
  const query =
    caret === null || rest.readOnly === true ? null : mentionQuery(value, caret, members);
  const place = query === null ? 0 : Math.min(active, query.offered.length - 1);

  const follow = ({
    currentTarget: { selectionStart, selectionEnd },
  }: SyntheticEvent<HTMLTextAreaElement>) => {
    // Only while something is typed: who moves about in the text is offered nobody.
    if (caret !== null && (selectionStart !== caret || selectionEnd !== caret)) setCaret(null);
  };
  const choose = (member: MemberView) => {
    const text = field.current;
    if (query === null || caret === null || text === null) return;
    text.setRangeText(`@${member.name} `, query.at, caret, 'end');
    setCaret(null);
    onWrite(text.value);
  };
  const take = (event: KeyboardEvent) => {
    const member = query?.offered[place];
    if (query === null || member === undefined || event.ctrlKey || event.metaKey) {
      onKey(event);
      return;
    }
    const { length } = query.offered;
    if (event.key === 'ArrowDown') setActive((place + 1) % length);
    else if (event.key === 'ArrowUp') setActive((place + length - 1) % length);
    else if (event.key === 'Enter' || (event.key === 'Tab' && !event.shiftKey)) choose(member);
    else if (event.key === 'Escape') setCaret(null);
    else return;
    event.preventDefault();
  };
  return (
    <div className="mentioning">
      {query !== null && (
        <MentionList id={listId} offered={query.offered} active={place} onChoose={choose} />
      )}
      <textarea
        {...rest}
        ref={field}
        aria-autocomplete="list"
        aria-haspopup="listbox"
        aria-controls={query === null ? undefined : listId}
        aria-activedescendant={query === null ? undefined : mentionOptionId(listId, place)}
        onChange={({ target }) => {
          setCaret(target.selectionStart);
          setActive(0);
          onWrite(target.value);
        }}
        onSelect={follow}
        onBlur={() => setCaret(null)}
        onKeyDown={take}
      />
    </div>
  );
}
