import { Suspense, useRef, useState } from 'react';
import { Link } from 'wouter';
import type { CircleView, InviteView } from '../../model/snapshot.ts';
import { useAnnounce } from '../announcer.tsx';
import { useCommand } from '../clientContext.ts';
import { lazyPart } from '../lazyPart.tsx';
import { ErrorNote } from '../parts/Explanation.tsx';
import { PageHeading } from '../parts/PageHeading.tsx';
import { useFocusOnward } from '../parts/useFocusOnward.ts';
import { paths } from '../paths.ts';
import { useMessages, usePreferences } from '../preferences.tsx';

const InvitePaper = lazyPart(async () => (await import('./InvitePaper.tsx')).InvitePaper);

/** What of a link tells it from the others. */
const ENDING_CHARACTERS = 4;

function InviteCard({
  invite,
  circle,
  nowMs,
  isCard,
  onCard,
}: {
  readonly invite: InviteView;
  readonly circle: CircleView;
  readonly nowMs: number;
  /** Shown as a card to hand over: one at a time, as that is what is printed. */
  readonly isCard: boolean;
  readonly onCard: () => void;
}) {
  const { messages, format } = usePreferences();
  const t = messages.invite;
  const announce = useAnnounce();
  const { run, error, isBusy } = useCommand();
  const ending = invite.link.slice(-ENDING_CHARACTERS);
  const link = useRef<HTMLInputElement>(null);
  const card = useFocusOnward<HTMLLIElement>();
  const [copying, setCopying] = useState<string | null>(null);

  const say = (words: string) => {
    setCopying(words);
    announce(words);
  };
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(invite.link);
      say(t.copied);
    } catch {
      link.current?.select();
      say(t.copyFailed);
    }
  };
  const revoke = async () => {
    if (isBusy) return;
    const outcome = await run({ kind: 'revoke-invite', circleId: circle.id, inviteId: invite.id });
    if (outcome.ok) announce(t.revoked);
  };
  return (
    <li ref={card} className="card" tabIndex={-1}>
      <div className="field">
        <label htmlFor={`link-${invite.id}`}>{t.link(ending)}</label>
        <input
          ref={link}
          id={`link-${invite.id}`}
          className="input"
          autoComplete="off"
          readOnly
          value={invite.link}
          onFocus={(event) => event.target.select()}
        />
        <p className="hint">{t.handOver}</p>
      </div>
      <ErrorNote error={error} />
      {copying !== null && (
        <p className="hint" aria-hidden="true">
          {copying}
        </p>
      )}
      <div className="actions">
        <button
          type="button"
          className="button button-main"
          aria-label={t.copyOf(ending)}
          onClick={() => void copy()}
        >
          {t.copy}
        </button>
        <button
          type="button"
          className="button"
          aria-label={t.card.showOf(ending)}
          aria-expanded={isCard}
          onClick={onCard}
        >
          {t.card.show}
        </button>
        {invite.mayRevoke && (
          <button
            type="button"
            className="button button-danger"
            aria-label={t.revokeOf(ending)}
            aria-disabled={isBusy}
            onClick={() => void revoke()}
          >
            {t.revoke}
          </button>
        )}
        <span className="meta">
          <span>{t.issuedBy(invite.issuer)}</span>
          <span className="time-left">{t.ends(format.when(invite.endsAtMs, nowMs))}</span>
        </span>
      </div>
      {isCard && (
        <Suspense fallback={null}>
          <InvitePaper invite={invite} circleName={circle.name} />
        </Suspense>
      )}
    </li>
  );
}

export function InvitePage({
  circle,
  nowMs,
}: {
  readonly circle: CircleView;
  readonly nowMs: number;
}) {
  const { invite: t, sync } = useMessages();
  const announce = useAnnounce();
  const { run, error, isBusy } = useCommand();
  const [cardId, setCardId] = useState<string | null>(null);
  const { isConnected, waiting } = circle.sync;
  const issue = async () => {
    if (isBusy) return;
    const outcome = await run({ kind: 'issue-invite', circleId: circle.id });
    if (outcome.ok && !isConnected) announce(t.later);
  };
  return (
    <div className="page">
      <div className="column">
        <Link className="crumb" href={paths.circle(circle.id)}>
          ‹ {circle.name}
        </Link>
        <PageHeading>{t.title}</PageHeading>
        <p className="lede">{t.lede}</p>
        <div className="actions section-near">
          {circle.mayInvite ? (
            <button
              type="button"
              className="button button-main"
              aria-disabled={isBusy}
              onClick={() => void issue()}
            >
              {t.issue}
            </button>
          ) : (
            <p>{t.notAllowed}</p>
          )}
          {circle.mayInvite && !isConnected && (
            <p className="status-line">
              {t.later}
              {waiting > 0 && ` · ${sync.waiting(waiting)}`}
            </p>
          )}
        </div>
        <ErrorNote error={error} />
        {circle.invites.length === 0 ? (
          <p className="muted section-near">{t.empty}</p>
        ) : (
          <ul className="cards section">
            {circle.invites.toReversed().map((invite) => (
              <InviteCard
                key={invite.id}
                invite={invite}
                circle={circle}
                nowMs={nowMs}
                isCard={cardId === invite.id}
                onCard={() => setCardId(cardId === invite.id ? null : invite.id)}
              />
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}
