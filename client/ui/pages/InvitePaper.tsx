import { useState } from 'react';
import { createPortal } from 'react-dom';
import type { InviteView } from '../../model/snapshot.ts';
import { useMessages, usePreferences } from '../preferences.tsx';
import { QrCode } from './QrCode.tsx';

/** One invite key as a card to hand over, on the screen and on paper. */
export function InvitePaper({
  invite,
  circleName,
}: {
  readonly invite: InviteView;
  readonly circleName: string;
}) {
  const { invite: t } = useMessages();
  const [isNamed, setNamed] = useState(false);
  const face = <PaperFace invite={invite} circleName={isNamed ? circleName : null} />;
  return (
    <div className="invite-paper-wrap">
      {face}
      <label className="choice">
        <input
          type="checkbox"
          autoComplete="off"
          checked={isNamed}
          onChange={(event) => setNamed(event.target.checked)}
        />
        <span>
          {t.card.named}
          <small>{t.card.namedHint}</small>
        </span>
      </label>
      <div className="actions">
        <button type="button" className="button" onClick={() => window.print()}>
          {t.card.print}
        </button>
      </div>
      {/* Outside of all that is not printed with it. */}
      {createPortal(<div className="printed">{face}</div>, document.body)}
    </div>
  );
}

function PaperFace({
  invite,
  circleName,
}: {
  readonly invite: InviteView;
  /** Null where whoever finds the card should not learn it. */
  readonly circleName: string | null;
}) {
  const { messages, format } = usePreferences();
  const { card: t } = messages.invite;
  return (
    <div className="invite-paper">
      <QrCode text={invite.link} label={t.qr} />
      <div className="invite-paper-words">
        <p className="invite-paper-title">
          {circleName === null ? t.title : t.titleOf(circleName)}
        </p>
        <p>{t.good(format.fullMoment(invite.endsAtMs))}</p>
        <p>{t.compare}</p>
        <p className="invite-paper-link">{invite.link}</p>
      </div>
    </div>
  );
}
