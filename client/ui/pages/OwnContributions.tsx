import type { CircleView } from '../../model/snapshot.ts';
import { withNames } from '../../model/mention.ts';
import { useAnnounce } from '../announcer.tsx';
import { useCommand } from '../clientContext.ts';
import { useNames } from '../names.ts';
import { ErrorNote } from '../parts/Explanation.tsx';
import { useMessages } from '../preferences.tsx';

/** Hands the browser a file to save, under a name that tells nothing of the circle. */
function saveFile(text: string, nowMs: number): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/markdown;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `cenacle-${new Date(nowMs).toISOString().slice(0, 10)}.md`;
  link.click();
  // The browser reads it after this turn.
  window.setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

export function OwnContributions({
  circle,
  nowMs,
}: {
  readonly circle: CircleView;
  readonly nowMs: number;
}) {
  const { circle: t } = useMessages();
  const nameOf = useNames(circle.members);
  const announce = useAnnounce();
  const { run, error, isBusy } = useCommand();
  const save = async () => {
    if (isBusy) return;
    const outcome = await run({ kind: 'export-own', circleId: circle.id });
    if (!outcome.ok || outcome.value === null) return;
    saveFile(withNames(outcome.value, nameOf), nowMs);
    announce(t.own.saved);
  };
  return (
    <details className="aside">
      <summary>{t.own.title}</summary>
      <div className="stack">
        <p className="prose-small">{t.own.text}</p>
        <div className="actions">
          <button type="button" className="button" onClick={() => void save()}>
            {t.own.save}
          </button>
        </div>
        <ErrorNote error={error} />
      </div>
    </details>
  );
}
