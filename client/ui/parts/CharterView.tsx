import type { Charter } from '../../model/snapshot.ts';
import { lengthOf } from '../fading.ts';
import type { Format } from '../format.ts';
import type { Messages } from '../locales/en.ts';
import { usePreferences } from '../preferences.tsx';

function fadingSentence(charter: Charter, messages: Messages['charter'], format: Format): string {
  const { defaultFade, longestFade } = charter;
  if (defaultFade === null) return messages.keptByDefault;
  const usual = format.span(lengthOf(defaultFade));
  if (longestFade === null) return messages.fadesOrKept(usual);
  return messages.fades(usual, format.span(lengthOf(longestFade)));
}

export function CharterView({ charter }: { readonly charter: Charter }) {
  const { messages, format } = usePreferences();
  const t = messages.charter;
  const confidentiality = t.confidentiality[charter.confidentiality];
  return (
    <div className="stack-tight">
      {charter.text === '' ? (
        <p className="muted">{t.noText}</p>
      ) : (
        <div className="prose">
          {charter.text.split(/\n+/).map((paragraph, place) => (
            <p key={place}>{paragraph}</p>
          ))}
        </div>
      )}
      <ul className="plain-list hint">
        <li>
          {confidentiality.name}. {confidentiality.meaning}
        </li>
        <li>{fadingSentence(charter, t, format)}</li>
        <li>
          {charter.attributionFade === null
            ? t.namesWithContent
            : t.names(format.span(lengthOf(charter.attributionFade)))}
          {charter.allowsUnnamed && ` ${t.unnamed}`}
        </li>
        <li>
          {t.sponsors(charter.sponsors)} {t.door[charter.opensDoor]}
        </li>
      </ul>
    </div>
  );
}
