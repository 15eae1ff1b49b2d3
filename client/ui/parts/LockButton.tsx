import { useState } from 'react';
import { useCommand } from '../clientContext.ts';
import { useDrafts } from '../drafts.ts';
import { useMessages } from '../preferences.tsx';
import { ConfirmDialog } from './ConfirmDialog.tsx';

/** Keeps what is being written, and asks first where locking would forget some of it. */
export function LockButton({ className }: { readonly className: string }) {
  const { nav, lock: t } = useMessages();
  const drafts = useDrafts();
  const { run } = useCommand();
  const [asks, setAsks] = useState(false);
  const lock = () => void run({ kind: 'lock' });
  const lockOrAsk = async () => {
    await drafts.flush();
    if (drafts.hasUnkept()) setAsks(true);
    else lock();
  };
  return (
    <>
      <button type="button" className={className} onClick={() => void lockOrAsk()}>
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
