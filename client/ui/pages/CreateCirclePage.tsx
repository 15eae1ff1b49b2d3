import { useState, type FormEvent } from 'react';
import { useLocation } from 'wouter';
import type { Charter } from '../../model/snapshot.ts';
import { useCommand } from '../clientContext.ts';
import { ATTRIBUTION_FADE_CHOICES, discussionFadeChoices } from '../fading.ts';
import { ErrorNote } from '../parts/Explanation.tsx';
import { PageHeading } from '../parts/PageHeading.tsx';
import { RadioField } from '../parts/RadioField.tsx';
import { SelectField } from '../parts/SelectField.tsx';
import { SubmitButton } from '../parts/SubmitButton.tsx';
import { TextField } from '../parts/TextField.tsx';
import { lengthWords } from '../parts/fadeLabels.ts';
import { paths } from '../paths.ts';
import { usePreferences } from '../preferences.tsx';

const NAME_CHARACTERS = 60;
const CHARTER_CHARACTERS = 8000;

const CONFIDENTIALITY = ['chatham-house', 'those-present', 'nothing-leaves'] as const;
const SPONSORS = [1, 2, 3, 4, 5] as const;

export function CreateCirclePage() {
  const { messages, format, language } = usePreferences();
  const t = messages.create;
  const words = messages.charter;
  const { run, error, isBusy } = useCommand();
  const [, navigate] = useLocation();
  const [name, setName] = useState('');
  const [ownName, setOwnName] = useState('');
  const [asked, setAsked] = useState(false);
  const [charter, setCharter] = useState<Charter>({
    text: t.charterDraft,
    confidentiality: 'chatham-house',
    defaultFade: 720,
    longestFade: 8760,
    attributionFade: 168,
    sponsors: 1,
    allowsUnnamed: false,
    opensDoor: 'hosts',
    language,
  });
  const change = (part: Partial<Charter>) => setCharter({ ...charter, ...part });
  const length = (hours: number | null) => lengthWords(hours, words.kept, format);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (isBusy || name.trim() === '' || ownName.trim() === '') return;
    const outcome = await run({
      kind: 'create-circle',
      name: name.trim(),
      ownName: ownName.trim(),
      charter: { ...charter, text: charter.text.trim() },
    });
    if (outcome.ok && outcome.value !== null) navigate(paths.circle(outcome.value));
  };

  return (
    <div className="page">
      <div className="column">
        <PageHeading>{t.title}</PageHeading>
        <p className="lede">{t.lede}</p>
        <form
          className="stack"
          autoComplete="off"
          noValidate
          onSubmit={(event) => void submit(event)}
        >
          <div className="pair">
            <TextField
              label={t.name}
              value={name}
              onChange={setName}
              maxLength={NAME_CHARACTERS}
              problem={asked && name.trim() === '' ? t.nameNeeded : null}
            />
            <TextField
              label={t.ownName}
              hint={t.ownNameHint}
              value={ownName}
              onChange={setOwnName}
              maxLength={NAME_CHARACTERS}
              problem={asked && ownName.trim() === '' ? t.ownNameNeeded : null}
            />
          </div>
          <TextField
            label={t.charter}
            hint={t.charterHint}
            value={charter.text}
            onChange={(text) => change({ text })}
            maxLength={CHARTER_CHARACTERS}
            lines={4}
          />
          <h2>{t.settings}</h2>
          <RadioField
            label={t.confidentiality}
            value={charter.confidentiality}
            onChange={(confidentiality) => change({ confidentiality })}
            choices={CONFIDENTIALITY.map((value) => ({
              value,
              label: words.confidentiality[value].name,
              note: words.confidentiality[value].meaning,
            }))}
          />
          <div className="pair">
            <SelectField
              label={t.defaultFade}
              value={charter.defaultFade}
              onChange={(defaultFade) => change({ defaultFade })}
              choices={discussionFadeChoices(charter.longestFade).map((value) => ({
                value,
                label: length(value),
              }))}
            />
            <SelectField
              label={t.longestFade}
              hint={t.longestFadeHint}
              value={charter.longestFade}
              onChange={(longestFade) => {
                const allowed = discussionFadeChoices(longestFade);
                const isAllowed = allowed.includes(charter.defaultFade);
                change({ longestFade, ...(isAllowed ? {} : { defaultFade: longestFade }) });
              }}
              choices={discussionFadeChoices(null).map((value) => ({
                value,
                label: length(value),
              }))}
            />
            <SelectField
              label={t.attributionFade}
              {...(charter.attributionFade !== null && { hint: t.attributionFadeHint })}
              value={charter.attributionFade}
              onChange={(attributionFade) => change({ attributionFade })}
              choices={ATTRIBUTION_FADE_CHOICES.map((value) => ({
                value,
                label:
                  value === null
                    ? t.attributionFades.withContent
                    : t.attributionFades.after(length(value)),
              }))}
            />
            <RadioField
              label={t.unnamed}
              value={charter.allowsUnnamed ? 'yes' : 'no'}
              onChange={(chosen) => change({ allowsUnnamed: chosen === 'yes' })}
              choices={(['no', 'yes'] as const).map((value) => ({
                value,
                label: t.unnamedChoices[value],
              }))}
            />
            <SelectField<number>
              label={t.sponsors}
              value={charter.sponsors}
              onChange={(sponsors) => change({ sponsors })}
              choices={SPONSORS.map((value) => ({ value, label: String(value) }))}
            />
            <RadioField
              label={t.opensDoor}
              value={charter.opensDoor}
              onChange={(opensDoor) => change({ opensDoor })}
              choices={(['hosts', 'members'] as const).map((value) => ({
                value,
                label: words.opensDoor[value],
              }))}
            />
            <RadioField
              label={t.language}
              value={charter.language}
              onChange={(chosen) => change({ language: chosen })}
              choices={(['en', 'fr'] as const).map((value) => ({
                value,
                label: words.languages[value],
              }))}
            />
          </div>
          <ErrorNote error={error} />
          <div className="actions">
            <SubmitButton label={t.submit} busyLabel={t.submitting} isBusy={isBusy} />
          </div>
        </form>
      </div>
    </div>
  );
}
