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
  const settle = (send: boolean) => {
    if (!isBusy) void run({ kind: 'settle-overdue', circleId, entryId, send });
  };
  return (
    <div className="notice overdue">
      <p>{t.overdue}</p>
      <div className="actions">
        <button type="button" className="button" onClick={() => settle(true)}>
          {t.overdueSend}
        </button>
        <button type="button" className="button" onClick={() => settle(false)}>
          {t.overdueDrop}
        </button>
      </div>
      <ErrorNote error={error} />
    </div>
  );
}
