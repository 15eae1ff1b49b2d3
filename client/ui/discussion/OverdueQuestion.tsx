import type { MouseEvent } from 'react';
import { useCommand } from '../clientContext.ts';
import { ErrorNote } from '../parts/Explanation.tsx';
import { useMessages } from '../preferences.tsx';

export function OverdueQuestion({
  circleId,
  entryId,
}: {
  readonly circleId: string;
  readonly entryId: string;
}) {
  const { discussion: t } = useMessages();
  const { run, error, isBusy } = useCommand();
  const settle = async ({ currentTarget }: MouseEvent<HTMLElement>, send: boolean) => {
    if (isBusy) return;
    const letter = currentTarget.closest('article');
    const outcome = await run({ kind: 'settle-overdue', circleId, entryId, send });
    if (outcome.ok) letter?.focus();
  };
  return (
    <div className="notice overdue">
      <p>{t.overdue}</p>
      <div className="actions">
        <button type="button" className="button" onClick={(click) => void settle(click, true)}>
          {t.overdueSend}
        </button>
        <button type="button" className="button" onClick={(click) => void settle(click, false)}>
          {t.overdueDrop}
        </button>
      </div>
      <ErrorNote error={error} />
    </div>
  );
}
