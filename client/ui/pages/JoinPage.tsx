import { useEffect, useRef, useState, type FormEvent } from 'react';
import { Link, useLocation } from 'wouter';
import type { VaultStatus } from '../../model/snapshot.ts';
import { useCommand } from '../clientContext.ts';
import { inviteFragment } from '../inviteFragment.ts';
import { ErrorNote } from '../parts/Explanation.tsx';
import { SubmitButton } from '../parts/SubmitButton.tsx';
import { TextField } from '../parts/TextField.tsx';
import { paths } from '../paths.ts';
import { useMessages } from '../preferences.tsx';
import { CreatePassphrasePage, UnlockPage } from './PassphrasePages.tsx';
import { Solo } from './VaultNotice.tsx';

/**
 * Where an invite link leads. Mail gateways open links, so nothing is fetched or used before "Continue"; the
 * passphrase comes next, and only an open vault reads the invite.
 */
export function JoinPage({ vault }: { readonly vault: VaultStatus['kind'] }) {
  const { join: t } = useMessages();
  const [fragment, setFragment] = useState(() => inviteFragment(window.location.hash));
  const [isAccepted, setAccepted] = useState(false);

  useEffect(() => {
    const readAgain = () => {
      setFragment(inviteFragment(window.location.hash));
      setAccepted(false);
    };
    window.addEventListener('hashchange', readAgain);
    return () => window.removeEventListener('hashchange', readAgain);
  }, []);

  const goOn = (chosen: string) => {
    setFragment(chosen);
    setAccepted(true);
  };
  if (!isAccepted || fragment === null) {
    return (
      <Solo title={t.title}>
        {fragment === null ? (
          <PasteLink onContinue={goOn} />
        ) : (
          <Landing onContinue={() => goOn(fragment)} />
        )}
      </Solo>
    );
  }
  if (vault === 'empty' || vault === 'cleared') return <CreatePassphrasePage />;
  if (vault === 'locked') return <UnlockPage lede={t.unlockFirst} />;
  return <ReadInvite fragment={fragment} onAnother={goOn} />;
}

function Landing({ onContinue }: { readonly onContinue: () => void }) {
  const { join: t, common } = useMessages();
  return (
    <>
      <p className="lede">{t.landing}</p>
      <div className="stack">
        <div className="actions">
          <button type="button" className="button button-main" onClick={onContinue}>
            {common.continue}
          </button>
        </div>
        <p className="hint">{t.elsewhere}</p>
      </div>
    </>
  );
}

function PasteLink({ onContinue }: { readonly onContinue: (fragment: string) => void }) {
  const { join: t, common } = useMessages();
  const [link, setLink] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const fragment = inviteFragment(link);
    if (fragment !== null) onContinue(fragment);
  };
  return (
    <form className="stack" autoComplete="off" onSubmit={submit}>
      <TextField label={t.paste} hint={t.pasteHint} value={link} onChange={setLink} />
      <div className="actions">
        <SubmitButton label={common.continue} isBusy={false} />
        <Link className="quiet" href={paths.circles}>
          {common.back}
        </Link>
      </div>
    </form>
  );
}

function ReadInvite({
  fragment,
  onAnother,
}: {
  readonly fragment: string;
  readonly onAnother: (fragment: string) => void;
}) {
  const { join: t } = useMessages();
  const { run, error } = useCommand();
  const [, navigate] = useLocation();

  const read = useRef<string | null>(null);

  useEffect(() => {
    // One invite is read once, even where development runs each effect twice.
    if (read.current === fragment) return;
    read.current = fragment;
    void run({ kind: 'read-invite', fragment }).then((outcome) => {
      const isStillHere = window.location.pathname === paths.join;
      // Replaces the entry that holds the fragment.
      if (isStillHere && outcome.ok && outcome.value !== null)
        navigate(paths.joinOf(outcome.value), { replace: true });
    });
  }, [fragment, run, navigate]);

  return (
    <Solo title={t.title}>
      {error === null ? (
        <p className="lede">{t.fetching}</p>
      ) : (
        <div className="stack">
          <ErrorNote error={error} />
          <PasteLink onContinue={onAnother} />
        </div>
      )}
    </Solo>
  );
}
