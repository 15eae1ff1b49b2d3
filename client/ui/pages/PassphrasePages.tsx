import { useState, type FormEvent } from 'react';
import { useCommand } from '../clientContext.ts';
import { ErrorNote } from '../parts/Explanation.tsx';
import { SubmitButton } from '../parts/SubmitButton.tsx';
import { TextField } from '../parts/TextField.tsx';
import { passphraseProblem } from '../passphraseCheck.ts';
import { useMessages } from '../preferences.tsx';
import { EraseButton, Solo } from './VaultNotice.tsx';

// Password managers file a passphrase under a name; there is no other name to give.
function ManagerName() {
  return <input type="text" autoComplete="username" value="Cenacle" readOnly hidden />;
}

function ShowChoice({
  isShown,
  onChange,
}: {
  readonly isShown: boolean;
  readonly onChange: (isShown: boolean) => void;
}) {
  const { passphrase } = useMessages();
  return (
    <label className="choice">
      <input
        type="checkbox"
        autoComplete="off"
        checked={isShown}
        onChange={(event) => onChange(event.target.checked)}
      />
      {passphrase.show}
    </label>
  );
}

/** Before the first circle or the first seat. */
export function CreatePassphrasePage() {
  const t = useMessages().passphrase;
  const { run, error, isBusy } = useCommand();
  const [passphrase, setPassphrase] = useState('');
  const [again, setAgain] = useState('');
  const [isShown, setShown] = useState(false);
  const [problem, setProblem] = useState<'short' | 'plain' | 'differ' | null>(null);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isBusy) return;
    const found = passphraseProblem(passphrase) ?? (passphrase === again ? null : 'differ');
    setProblem(found);
    if (found === null) void run({ kind: 'create-vault', passphrase });
  };
  const type = isShown ? 'text' : 'password';
  return (
    <Solo title={t.createTitle}>
      <p className="lede">{t.createLede}</p>
      <form className="stack" onSubmit={submit} noValidate>
        <p className="notice">{t.noWayBack}</p>
        <ManagerName />
        <TextField
          label={t.field}
          hint={t.hint}
          type={type}
          autoComplete="new-password"
          value={passphrase}
          onChange={setPassphrase}
          problem={problem === 'short' || problem === 'plain' ? t[problem] : null}
        />
        <TextField
          label={t.again}
          type={type}
          autoComplete="new-password"
          value={again}
          onChange={setAgain}
          problem={problem === 'differ' ? t.differ : null}
        />
        <ShowChoice isShown={isShown} onChange={setShown} />
        <ErrorNote error={error} />
        <div className="actions">
          <SubmitButton label={t.create} busyLabel={t.creating} isBusy={isBusy} />
        </div>
      </form>
    </Solo>
  );
}

export function UnlockPage({ lede }: { readonly lede?: string }) {
  const t = useMessages().passphrase;
  const { run, error, isBusy } = useCommand();
  const [passphrase, setPassphrase] = useState('');
  const [isShown, setShown] = useState(false);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isBusy) void run({ kind: 'unlock', passphrase });
  };
  return (
    <Solo title={t.unlockTitle}>
      <p className="lede">{lede ?? t.unlockLede}</p>
      <form className="stack" onSubmit={submit} noValidate>
        <ManagerName />
        <TextField
          label={t.field}
          type={isShown ? 'text' : 'password'}
          autoComplete="current-password"
          value={passphrase}
          onChange={setPassphrase}
          autoFocus
        />
        <ShowChoice isShown={isShown} onChange={setShown} />
        <ErrorNote error={error} />
        <div className="actions">
          <SubmitButton label={t.unlock} busyLabel={t.unlocking} isBusy={isBusy} />
        </div>
      </form>
      <details className="aside">
        <summary>{t.lost}</summary>
        <div className="stack">
          <p>{t.lostText}</p>
          <div>
            <EraseButton />
          </div>
        </div>
      </details>
    </Solo>
  );
}
