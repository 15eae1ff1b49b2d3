import { useState, type FormEvent } from 'react';
import { useLocation } from 'wouter';
import type { CircleView } from '../../model/snapshot.ts';
import { useCommand } from '../clientContext.ts';
import { discussionFadeChoices } from '../fading.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { ErrorNote } from '../parts/Explanation.tsx';
import { SelectField } from '../parts/SelectField.tsx';
import { SubmitButton } from '../parts/SubmitButton.tsx';
import { TextField } from '../parts/TextField.tsx';
import { lengthWords } from '../parts/fadeLabels.ts';
import { paths } from '../paths.ts';
import { usePreferences } from '../preferences.tsx';

const TITLE_CHARACTERS = 200;

export function AskDialog({
  circle,
  onClose,
}: {
  readonly circle: CircleView;
  readonly onClose: () => void;
}) {
  const { messages, format } = usePreferences();
  const t = messages.ask;
  const { run, error, isBusy } = useCommand();
  const [, navigate] = useLocation();
  const [title, setTitle] = useState('');
  const [text, setText] = useState('');
  const [fadeHours, setFadeHours] = useState(circle.charter.defaultFade);
  const [asked, setAsked] = useState(false);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (isBusy || title.trim() === '') return;
    const outcome = await run({
      kind: 'open-discussion',
      circleId: circle.id,
      title: title.trim(),
      text: text.trim(),
      fadeHours,
    });
    if (outcome.ok && outcome.value !== null) navigate(paths.discussion(circle.id, outcome.value));
  };
  const choices = [
    ...new Set([circle.charter.defaultFade, ...discussionFadeChoices(circle.charter.longestFade)]),
  ]
    .sort((a, b) => (a ?? Infinity) - (b ?? Infinity))
    .map((value) => ({
      value,
      label:
        value === null
          ? messages.fade.keep
          : messages.fade.after(lengthWords(value, messages.charter.kept, format)),
    }));
  return (
    <Dialog title={t.title} onClose={onClose}>
      <form
        className="stack-wide"
        autoComplete="off"
        noValidate
        onSubmit={(event) => void submit(event)}
      >
        <TextField
          label={t.question}
          value={title}
          onChange={setTitle}
          lines={1}
          maxLength={TITLE_CHARACTERS}
          problem={asked && title.trim() === '' ? t.needed : null}
          autoFocus
        />
        <TextField label={t.text} value={text} onChange={setText} lines={4} />
        <SelectField
          label={t.fade}
          hint={t.fadeHint}
          choices={choices}
          value={fadeHours}
          onChange={setFadeHours}
        />
        <ErrorNote error={error} />
        <div className="actions">
          <button type="button" className="button" onClick={onClose}>
            {messages.common.cancel}
          </button>
          <SubmitButton label={t.submit} isBusy={isBusy} />
        </div>
      </form>
    </Dialog>
  );
}
