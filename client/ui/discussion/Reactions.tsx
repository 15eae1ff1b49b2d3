import { useId, useState, type KeyboardEvent } from 'react';
import type { ReactionKind, ReactionView } from '../../model/snapshot.ts';
import { useMessages, usePreferences } from '../preferences.tsx';

const KINDS: readonly ReactionKind[] = ['heard', 'thanks', 'question', 'sit-with-it'];

/** Who has said what of a letter, by name: nobody is counted. */
export function ReactionLine({ reactions }: { readonly reactions: readonly ReactionView[] }) {
  const { messages, format } = usePreferences();
  const { discussion: t, reaction: words } = messages;
  if (reactions.length === 0) return null;
  return (
    <ul className="reactions">
      {reactions.map(({ kind, isOwn, names, hasUnnamed }) => {
        const who = [
          ...(isOwn ? [t.youSaid] : []),
          ...names,
          ...(hasUnnamed ? [t.aMemberSaid] : []),
        ];
        return <li key={kind}>{words.saidBy[kind](format.list(who))}</li>;
      })}
    </ul>
  );
}

/** Four words behind one; what this member has said is pressed, and taken back by pressing it again. */
export function ReactionChoice({
  reactions,
  name,
  onToggle,
}: {
  readonly reactions: readonly ReactionView[];
  /** Of who wrote the letter. */
  readonly name: string;
  readonly onToggle: (kind: ReactionKind, isSaid: boolean) => void;
}) {
  const { reaction: t } = useMessages();
  const [isOpen, setOpen] = useState(false);
  const choiceId = useId();
  const close = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key !== 'Escape' || !isOpen) return;
    event.stopPropagation();
    setOpen(false);
    event.currentTarget.querySelector('button')?.focus();
  };
  return (
    <div className="reaction-choice" onKeyDown={close}>
      <button
        type="button"
        className="quiet"
        aria-expanded={isOpen}
        aria-controls={isOpen ? choiceId : undefined}
        onClick={() => setOpen(!isOpen)}
      >
        {t.open}
      </button>
      {isOpen && (
        <div className="reaction-words" id={choiceId} role="group" aria-label={t.about(name)}>
          {KINDS.map((kind) => {
            const isSaid = reactions.some((one) => one.kind === kind && one.isOwn);
            return (
              <button
                key={kind}
                type="button"
                className="quiet reaction-word"
                aria-pressed={isSaid}
                onClick={() => onToggle(kind, isSaid)}
              >
                {t.words[kind]}
              </button>
            );
          })}
        </div>
      )}
    </div>
  );
}
