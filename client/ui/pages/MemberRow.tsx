import { useState } from 'react';
import type { MemberView } from '../../model/snapshot.ts';
import { useCommand } from '../clientContext.ts';
import { ConfirmDialog } from '../parts/ConfirmDialog.tsx';
import { usePreferences } from '../preferences.tsx';

/** A member, and how it stands with their leaving the table. */
export function MemberRow({
  circleId,
  member,
  nowMs,
}: {
  readonly circleId: string;
  readonly member: MemberView;
  readonly nowMs: number;
}) {
  const { messages, format } = usePreferences();
  const { members: t } = messages;
  const { run, isBusy } = useCommand();
  const [isAsking, setAsking] = useState(false);
  const { id, name, role, isSelf, heardAtMs, removal } = member;
  const { voters, mayVote, wouldDecide, isOnItsWay } = removal;

  const remove = () => {
    setAsking(false);
    if (!isBusy) void run({ kind: 'remove-member', circleId, memberId: id });
  };

  return (
    <li className="row member-row">
      <span className="member-name">
        {name} {isSelf && <span className="hint">{t.you}</span>}
      </span>
      <span className="member-place">
        <span className="hint">{t.roles[role]}</span>
        {mayVote && !isOnItsWay && (
          <button
            type="button"
            className="quiet"
            aria-label={t.removal.askOf(name)}
            onClick={() => setAsking(true)}
          >
            {t.removal.ask}
          </button>
        )}
      </span>
      {heardAtMs !== null && !isSelf && (
        <p className="hint">{t.heard(format.day(heardAtMs, nowMs))}</p>
      )}
      {voters.length > 0 && <p className="hint">{t.removal.voters(voters.join(', '))}</p>}
      {isOnItsWay && <p className="hint">{t.removal.onItsWay}</p>}
      {isAsking && (
        <ConfirmDialog
          title={t.removal.title(name)}
          text={wouldDecide ? t.removal.decides(name) : t.removal.votes}
          confirm={wouldDecide ? t.removal.confirm : t.removal.confirmVote}
          onConfirm={remove}
          onClose={() => setAsking(false)}
        />
      )}
    </li>
  );
}
