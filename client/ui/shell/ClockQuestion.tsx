import { useCommand } from '../clientContext.ts';
import { usePreferences } from '../preferences.tsx';
import { ErrorNote } from '../parts/Explanation.tsx';

/** Asked beside the page, not over it: what is readable stays readable meanwhile. */
export function ClockQuestion({ jumpedToMs }: { readonly jumpedToMs: number }) {
  const { messages, format } = usePreferences();
  const { run, error } = useCommand();
  const t = messages.clock;
  return (
    <section className="page clock" aria-labelledby="clock-title">
      <div className="notice column">
        <h2 id="clock-title">{t.title}</h2>
        <p>{t.text(format.fullMoment(jumpedToMs))}</p>
        <p>{t.otherwise}</p>
        <div className="actions">
          <button
            type="button"
            className="button"
            onClick={() => void run({ kind: 'accept-clock' })}
          >
            {t.accept}
          </button>
        </div>
        <ErrorNote error={error} />
      </div>
    </section>
  );
}
