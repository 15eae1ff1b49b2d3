import type { MemberView } from '../../model/snapshot.ts';
import { useAnnounce } from '../announcer.tsx';
import { useCommand } from '../clientContext.ts';
import { ErrorNote } from '../parts/Explanation.tsx';
import { useFocusOnward } from '../parts/useFocusOnward.ts';
import { useMessages } from '../preferences.tsx';

/** A member's device that asks for its seat again. */
export function AskingCard({
  circleId,
  member: { id, name, asking },
}: {
  readonly circleId: string;
  readonly member: MemberView;
}) {
  const t = useMessages().asking;
  const announce = useAnnounce();
  const { run, error, isBusy } = useCommand();
  const card = useFocusOnward<HTMLElement>();
  if (asking === null) return null;

  const letIn = async () => {
    if (isBusy) return;
    const outcome = await run({ kind: 'seat-again', circleId, askingId: asking.id });
    if (!outcome.ok) return;
    card.current?.focus();
    announce(t.letIn(name));
  };
  return (
    <article ref={card} className="card" tabIndex={-1} aria-labelledby={`asking-${id}`}>
      <h3 id={`asking-${id}`}>{t.title(name)}</h3>
      <p>{t.reasons[asking.reason]}</p>
      {asking.after !== null && <p className="notice">{t.after(asking.after)}</p>}
      <p className="hint">{t.check(name)}</p>
      <ErrorNote error={error} />
      {asking.isOnItsWay ? (
        <p className="hint">{t.onItsWay}</p>
      ) : (
        <div className="actions">
          <button
            type="button"
            className="button button-main"
            aria-disabled={isBusy}
            onClick={() => void letIn()}
          >
            {t.letInOf(name)}
          </button>
        </div>
      )}
    </article>
  );
}
