import type { CandidateView, Charter } from '../../model/snapshot.ts';
import { useAnnounce } from '../announcer.tsx';
import { useCommand } from '../clientContext.ts';
import { ErrorNote } from '../parts/Explanation.tsx';
import { Words } from '../parts/Words.tsx';
import { useFocusOnward } from '../parts/useFocusOnward.ts';
import { useMessages } from '../preferences.tsx';

/** Somebody at the door, as a member sees them. */
export function CandidateCard({
  candidate,
  circleId,
  language,
  isConnected,
}: {
  readonly candidate: CandidateView;
  readonly circleId: string;
  readonly language: Charter['language'];
  readonly isConnected: boolean;
}) {
  const t = useMessages().candidate;
  const announce = useAnnounce();
  const { run, error, isBusy } = useCommand();
  const card = useFocusOnward<HTMLElement>();
  const { id, name, vouches, needed, hasVouched, maySeat, namesake } = candidate;
  const isEnough = vouches + (hasVouched ? 0 : 1) >= needed;
  const seats = maySeat && isEnough;

  const seat = async () => {
    if (isBusy) return;
    const outcome = await run({ kind: 'seat', circleId, candidateId: id });
    if (!outcome.ok) return;
    // Who vouched has no button any more.
    card.current?.focus();
    if (seats) announce(isConnected ? t.seated(name) : t.seatedLater(name));
  };
  const turnAway = () => {
    if (!isBusy) void run({ kind: 'not-now', circleId, candidateId: id });
  };
  return (
    <article ref={card} className="card" tabIndex={-1} aria-labelledby={`candidate-${id}`}>
      <h3 id={`candidate-${id}`}>{t.asks(name)}</h3>
      {namesake !== null && <p className="notice">{t.namesake(namesake)}</p>}
      <p>{t.compare}</p>
      <Words words={candidate.words} language={language} />
      <p className="hint">
        {t.vouches(vouches, needed)} {hasVouched && t.vouched}
      </p>
      <ErrorNote error={error} />
      <div className="actions">
        {namesake === null && (seats || !hasVouched) && (
          <button
            type="button"
            className="button button-main"
            aria-disabled={isBusy}
            onClick={() => void seat()}
          >
            {seats ? t.seat : t.vouch}
          </button>
        )}
        <button type="button" className="button" aria-disabled={isBusy} onClick={turnAway}>
          {t.notNow}
        </button>
      </div>
    </article>
  );
}
