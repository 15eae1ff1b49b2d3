import {
  useEffect,
  useId,
  useRef,
  useState,
  type FormEvent,
  type KeyboardEvent,
  type ReactNode,
} from 'react';
import type { MemberView } from '../../model/snapshot.ts';
import type { Outcome } from '../../model/command.ts';
import { useAnnounce } from '../announcer.tsx';
import type { CommandRun } from '../clientContext.ts';
import { closestFade } from '../fading.ts';
import { ErrorNote } from '../parts/Explanation.tsx';
import { MentioningField } from './MentioningField.tsx';
import { ModeLine, type ComposerMode } from './ModeLine.tsx';
import { SubmitButton } from '../parts/SubmitButton.tsx';
import { lengthWords } from '../parts/fadeLabels.ts';
import { usePreferences } from '../preferences.tsx';

/** `fadeHours` null: as long as may be. */
export type Terms = { readonly fadeHours: number | null; readonly isUnnamed: boolean };

type Props = {
  readonly mode: ComposerMode;
  readonly initialText: string;
  /** What whoever writes now should know of the connection. */
  readonly status: ReactNode;
  /** Who can read what is sent. */
  readonly members: readonly MemberView[];
  readonly fadeChoices: readonly number[];
  readonly usualFade: number | null;
  /** Connected: what is sent does not wait here. */
  readonly leavesAtOnce: boolean;
  readonly command: Pick<CommandRun, 'error' | 'isBusy'>;
  readonly nowMs: number;
  readonly onChange: (text: string) => void;
  readonly onStop: () => void;
  /** The charter lets members speak without their name. */
  readonly allowsUnnamed: boolean;
  readonly onSend: (text: string, terms: Terms) => Promise<Outcome>;
};

export const COMPOSER_ID = 'composer';

/** Ctrl or ⌘ with Enter sends; the focus stays here. */
export function Composer(props: Props) {
  const { mode, fadeChoices, command } = props;
  const { messages } = usePreferences();
  const t = messages.composer;
  const announce = useAnnounce();
  const [text, setText] = useState(props.initialText);
  const written = useRef(text);
  const [chosenFade, setChosenFade] = useState<number | null | undefined>(undefined);
  const [isUnnamed, setIsUnnamed] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const keysId = useId();
  const unnamedId = useId();
  const answers = mode.kind === 'reply' || mode.kind === 'quote' ? mode.to.id : null;
  const fadeHours = closestFade(
    fadeChoices,
    chosenFade === undefined ? props.usualFade : chosenFade,
  );

  useEffect(() => {
    if (mode.kind === 'new' || field.current === null) return;
    const end = field.current.value.length;
    field.current.focus();
    field.current.setSelectionRange(end, end);
  }, [mode.kind, answers]);

  const write = (words: string) => {
    written.current = words;
    setText(words);
    props.onChange(words);
  };
  const submit = async () => {
    const trimmed = text.trim();
    if (trimmed === '' || command.isBusy) return;
    // What is typed meanwhile belongs to the next contribution; an edit has none.
    if (mode.kind !== 'edit') write('');
    const outcome = await props.onSend(trimmed, { fadeHours, isUnnamed });
    if (!outcome.ok) {
      if (mode.kind !== 'edit') write([trimmed, written.current].filter(Boolean).join('\n\n'));
      return;
    }
    if (mode.kind === 'edit') write('');
    setChosenFade(undefined);
    setIsUnnamed(false);
    announce(props.leavesAtOnce ? t.sent : messages.discussion.waiting);
  };
  const sendByKeys = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      void submit();
    } else if (event.key === 'Escape' && mode.kind !== 'new') props.onStop();
  };
  return (
    <form
      className="composer"
      autoComplete="off"
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        void submit();
      }}
    >
      {props.status}
      <ErrorNote error={command.error} />
      <ModeLine mode={mode} nowMs={props.nowMs} onStop={props.onStop} />
      <MentioningField
        field={field}
        id={COMPOSER_ID}
        className="input"
        rows={1}
        autoComplete="off"
        aria-label={t.label}
        aria-describedby={keysId}
        placeholder={t.placeholder}
        value={text}
        readOnly={mode.kind === 'edit' && command.isBusy}
        members={props.members}
        onWrite={write}
        onKey={sendByKeys}
      />
      <div className="composer-line">
        <div className="composer-terms">
          {mode.kind !== 'edit' && (
            <FadeChoice
              choices={fadeChoices}
              value={fadeHours}
              longest={mode.kind === 'quote' ? messages.fade.asQuoted : messages.fade.asDiscussion}
              onChange={setChosenFade}
            />
          )}
          {mode.kind !== 'edit' && props.allowsUnnamed && (
            <label className="unnamed-choice" title={t.unnamedHint}>
              <input
                type="checkbox"
                autoComplete="off"
                checked={isUnnamed}
                aria-describedby={isUnnamed ? unnamedId : undefined}
                onChange={(event) => setIsUnnamed(event.target.checked)}
              />
              {t.unnamed}
            </label>
          )}
          <span className="hint" id={unnamedId}>
            {isUnnamed ? t.unnamedHint : t.readers(props.members.length)}
          </span>
        </div>
        <span className="visually-hidden" id={keysId}>
          {t.keys}
        </span>
        <SubmitButton label={mode.kind === 'edit' ? t.save : t.send} isBusy={command.isBusy} />
      </div>
    </form>
  );
}

function FadeChoice({
  choices,
  value,
  longest,
  onChange,
}: {
  readonly choices: readonly number[];
  /** What as long as may be is called. */
  readonly longest: string;
  readonly value: number | null;
  readonly onChange: (hours: number | null) => void;
}) {
  const { messages, format } = usePreferences();
  const t = messages.fade;
  return (
    <label className="fade-choice">
      <span>{t.choice}</span>
      <select
        autoComplete="off"
        value={value ?? ''}
        onChange={(event) =>
          onChange(event.target.value === '' ? null : Number(event.target.value))
        }
      >
        {choices.map((hours) => (
          <option key={hours} value={hours}>
            {t.after(lengthWords(hours, messages.charter.kept, format))}
          </option>
        ))}
        <option value="">{longest}</option>
      </select>
    </label>
  );
}
