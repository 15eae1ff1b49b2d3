import type { Charter } from '../../model/snapshot.ts';
import { useMessages } from '../preferences.tsx';

/** Eight words to compare aloud, in the language of the charter and not of the interface. */
export function Words({
  words,
  language,
}: {
  readonly words: readonly string[];
  readonly language: Charter['language'] | undefined;
}) {
  const { common } = useMessages();
  return (
    <ol className="words" lang={language} aria-label={common.wordList} translate="no">
      {words.map((word, place) => (
        <li key={`${place}-${word}`}>{word}</li>
      ))}
    </ol>
  );
}
