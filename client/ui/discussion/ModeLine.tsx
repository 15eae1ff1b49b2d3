import type { ContributionView } from '../../model/snapshot.ts';
import { spanUntil } from '../fading.ts';
import { usePreferences } from '../preferences.tsx';
import { QuotedWords } from './Quoted.tsx';

export type ComposerMode =
  | { readonly kind: 'new' }
  | { readonly kind: 'reply'; readonly to: ContributionView }
  | { readonly kind: 'quote'; readonly to: ContributionView; readonly passage: string }
  | { readonly kind: 'edit'; readonly of: ContributionView };

/** What the words in the composer are about, and the way back to what is about nothing. */
export function ModeLine({
  mode,
  nowMs,
  onStop,
}: {
  readonly mode: ComposerMode;
  readonly nowMs: number;
  readonly onStop: () => void;
}) {
  const { messages, format } = usePreferences();
  const { composer: t, discussion } = messages;
  if (mode.kind === 'new') return null;
  const stop = (
    <button type="button" className="quiet" onClick={onStop}>
      {t.stop}
    </button>
  );
  if (mode.kind === 'edit') {
    return (
      <div className="composer-mode">
        <span>{t.editing}</span>
        {stop}
      </div>
    );
  }
  const { author, fadesAtMs } = mode.to;
  const name = author?.name ?? discussion.aMember;
  if (mode.kind === 'reply') {
    return (
      <div className="composer-mode">
        <span>{t.replying(name)}</span>
        {stop}
      </div>
    );
  }
  return (
    <>
      <QuotedWords text={mode.passage}>
        <span className="composer-mode">
          <span>{discussion.wrote(name)}</span>
          {stop}
        </span>
      </QuotedWords>
      {fadesAtMs !== null && (
        <p className="hint">{t.fadesAsQuoted(format.span(spanUntil(fadesAtMs, nowMs)))}</p>
      )}
    </>
  );
}
