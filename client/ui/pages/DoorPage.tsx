import { useEffect, useState, type FormEvent } from 'react';
import { Link, useLocation } from 'wouter';
import type { JoinView, Snapshot } from '../../model/snapshot.ts';
import { useAnnounce } from '../announcer.tsx';
import { useCommand } from '../clientContext.ts';
import { joinEnd } from '../joinEnd.ts';
import { CharterView } from '../parts/CharterView.tsx';
import { ErrorNote, Explanation } from '../parts/Explanation.tsx';
import { SubmitButton } from '../parts/SubmitButton.tsx';
import { TextField } from '../parts/TextField.tsx';
import { Words } from '../parts/Words.tsx';
import { paths } from '../paths.ts';
import { useMessages } from '../preferences.tsx';
import { NotFoundPage } from './NotFoundPage.tsx';
import { Solo } from './VaultNotice.tsx';

const NAME_CHARACTERS = 60;

/** How far a candidate has come with one invite key. */
export function DoorPage({
  inviteId,
  snapshot,
}: {
  readonly inviteId: string;
  readonly snapshot: Snapshot;
}) {
  const { join: t } = useMessages();
  const announce = useAnnounce();
  const [, navigate] = useLocation();
  const join = snapshot.joins.find((candidate) => candidate.inviteId === inviteId);
  const seatedIn = join?.step === 'seated' ? join.circleId : null;
  const isThere = snapshot.circles.some((circle) => circle.id === seatedIn);

  useEffect(() => {
    if (seatedIn === null || !isThere) return;
    announce(t.seated);
    navigate(paths.circle(seatedIn), { replace: true });
  }, [seatedIn, isThere, announce, navigate, t]);

  if (join === undefined) return <NotFoundPage />;
  // A new page for each step, so that its heading takes the focus.
  return <Step key={join.step} join={join} />;
}

function Step({ join }: { readonly join: JoinView }) {
  const { join: t, errors } = useMessages();
  switch (join.step) {
    case 'fetching':
      return (
        <Solo title={t.title}>
          <p className="lede">{t.fetching}</p>
          <LeaveDoor join={join} label={t.leave} />
        </Solo>
      );
    case 'charter':
      return <CharterStep join={join} />;
    case 'waiting':
      return (
        <Solo title={t.waitingTitle}>
          <p className="lede">{t.waiting}</p>
          <div className="stack">
            {join.words !== null && <Words words={join.words} language={join.charter?.language} />}
            <p className="hint">{t.waitingNote}</p>
          </div>
          <LeaveDoor join={join} label={t.leave} />
        </Solo>
      );
    case 'seated':
      return (
        <Solo title={t.seatedTitle}>
          <p className="lede">{t.seated}</p>
          <EnterCircle circleId={join.circleId} />
        </Solo>
      );
    case 'closed':
    case 'expired':
      if (join.circleId !== null)
        return (
          <Solo title={errors['invite-own-circle'].happened}>
            <EnterCircle circleId={join.circleId} />
            <LeaveDoor join={join} label={t.forget} />
          </Solo>
        );
      return joinEnd(join) === 'not-now' ? (
        <Solo title={t.closedTitle}>
          <p className="lede">{t.closed}</p>
          <LeaveDoor join={join} label={t.forget} />
        </Solo>
      ) : (
        <Solo title={t.expiredTitle}>
          <div className="stack">
            <Explanation of={t.expired} />
          </div>
          <LeaveDoor join={join} label={t.forget} />
        </Solo>
      );
    case 'unreachable':
      return (
        <Solo title={t.unreachableTitle}>
          <div className="stack">
            <Explanation of={t.unreachable} />
            <p className="hint">{t.relay(join.relay)}</p>
          </div>
          <LeaveDoor join={join} label={t.forget} />
        </Solo>
      );
  }
}

function EnterCircle({ circleId }: { readonly circleId: string | null }) {
  const { join: t } = useMessages();
  return (
    <div className="actions section-near">
      <Link
        className="button button-main"
        href={circleId === null ? paths.circles : paths.circle(circleId)}
      >
        {t.enter}
      </Link>
    </div>
  );
}

function CharterStep({ join }: { readonly join: JoinView }) {
  const { join: t } = useMessages();
  const { run, error, isBusy } = useCommand();
  const [name, setName] = useState('');
  const [asked, setAsked] = useState(false);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (isBusy || name.trim() === '') return;
    void run({ kind: 'request-seat', inviteId: join.inviteId, name: name.trim() });
  };
  return (
    <Solo title={t.charterTitle(join.circleName ?? t.circleFallback)}>
      <p className="lede">{t.charterLede}</p>
      <div className="stack">
        {join.charter !== null && <CharterView charter={join.charter} />}
        <form className="stack-wide" autoComplete="off" noValidate onSubmit={submit}>
          <TextField
            label={t.name}
            hint={t.nameHint}
            value={name}
            onChange={setName}
            maxLength={NAME_CHARACTERS}
            problem={asked && name.trim() === '' ? t.nameNeeded : null}
          />
          <ErrorNote error={error} />
          <div className="actions">
            <SubmitButton label={t.request} isBusy={isBusy} />
          </div>
        </form>
        <p className="hint">{t.relay(join.relay)}</p>
      </div>
      <LeaveDoor join={join} label={t.leave} />
    </Solo>
  );
}

function LeaveDoor({ join, label }: { readonly join: JoinView; readonly label: string }) {
  const { nav } = useMessages();
  const { run, error } = useCommand();
  const [, navigate] = useLocation();
  const leave = async () => {
    const outcome = await run({ kind: 'leave-door', inviteId: join.inviteId });
    if (outcome.ok) navigate(paths.circles, { replace: true });
  };
  return (
    <div className="solo-foot">
      <Link className="quiet" href={paths.circles}>
        {nav.circles}
      </Link>
      <button type="button" className="quiet" onClick={() => void leave()}>
        {label}
      </button>
      <ErrorNote error={error} />
    </div>
  );
}
