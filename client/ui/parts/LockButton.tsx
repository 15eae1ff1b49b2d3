import { useState } from 'react';
import { useCommand } from '../clientContext.ts';
import { hasUnsentWords, useDrafts } from '../drafts.ts';
import { useMessages } from '../preferences.tsx';
import { ConfirmDialog } from './ConfirmDialog.tsx';

/** Asks first where locking would forget words that have not been sent. */
export function LockButton({ className }: { readonly className: string }) {
  const { nav, lock: t } = useMessages();
  const drafts = useDrafts();
  const { run } = useCommand();
  const [asks, setAsks] = useState(false);
  const lock = () => void run({ kind: 'lock' });
  return (
    <>
      <button
        type="button"
        className={className}
        onClick={() => (hasUnsentWords(drafts) ? setAsks(true) : lock())}
      >
        {nav.lock}
      </button>
      {asks && (
        <ConfirmDialog
          title={t.title}
          text={t.text}
          confirm={t.confirm}
          onClose={() => setAsks(false)}
          onConfirm={() => {
            setAsks(false);
            lock();
          }}
        />
      )}
    </>
  );
}
