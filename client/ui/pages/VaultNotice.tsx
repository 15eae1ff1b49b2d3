import { useState, type ReactNode } from 'react';
import type { UnsupportedReason } from '../../model/snapshot.ts';
import { useCommand } from '../clientContext.ts';
import { ConfirmDialog } from '../parts/ConfirmDialog.tsx';
import { ErrorNote, Explanation } from '../parts/Explanation.tsx';
import { PageHeading } from '../parts/PageHeading.tsx';
import { ReloadButton } from '../parts/ReloadButton.tsx';
import { TableMark } from '../parts/TableMark.tsx';
import { useMessages } from '../preferences.tsx';

/** A page of its own, without the frame of an open vault. */
export function Solo({
  title,
  isWide = false,
  children,
}: {
  readonly title: string;
  readonly isWide?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <main className={isWide ? 'solo solo-wide' : 'solo'}>
      <TableMark />
      <PageHeading>{title}</PageHeading>
      {children}
    </main>
  );
}

export function UnsupportedPage({ reason }: { readonly reason: UnsupportedReason }) {
  const { vault } = useMessages();
  return (
    <Solo title={vault.unsupportedTitle}>
      <div className="stack">
        <Explanation of={vault.unsupported[reason]} />
      </div>
    </Solo>
  );
}

export function UnloadedPage() {
  const { vault } = useMessages();
  return (
    <Solo title={vault.unloadedTitle}>
      <div className="stack">
        <Explanation of={vault.unloaded} />
        <div className="actions">
          <ReloadButton />
        </div>
      </div>
    </Solo>
  );
}

export function ClearedPage({ onBegin }: { readonly onBegin: () => void }) {
  const { vault } = useMessages();
  return (
    <Solo title={vault.clearedTitle}>
      <div className="stack">
        <Explanation of={vault.cleared} />
        <div className="actions">
          <button type="button" className="button button-main" onClick={onBegin}>
            {vault.beginAgain}
          </button>
        </div>
      </div>
    </Solo>
  );
}

export function ElsewherePage() {
  const { vault } = useMessages();
  const { run, error } = useCommand();
  return (
    <Solo title={vault.elsewhereTitle}>
      <p className="lede">{vault.elsewhere}</p>
      <div className="stack">
        <div className="actions">
          <button
            type="button"
            className="button button-main"
            onClick={() => void run({ kind: 'use-here' })}
          >
            {vault.useHere}
          </button>
        </div>
        <ErrorNote error={error} />
      </div>
    </Solo>
  );
}

export function DamagedPage() {
  const { vault } = useMessages();
  return (
    <Solo title={vault.damagedTitle}>
      <div className="stack">
        <Explanation of={vault.damaged} />
        <div className="actions">
          <ReloadButton />
          <EraseButton />
        </div>
      </div>
    </Solo>
  );
}

/** Asks before everything of Cenacle in this browser goes. */
export function EraseButton() {
  const { settings } = useMessages();
  const { run, error } = useCommand();
  const [asks, setAsks] = useState(false);
  return (
    <>
      <button type="button" className="button button-danger" onClick={() => setAsks(true)}>
        {settings.erase}
      </button>
      <ErrorNote error={error} />
      {asks && (
        <ConfirmDialog
          title={settings.eraseTitle}
          text={settings.eraseText}
          confirm={settings.eraseConfirm}
          onClose={() => setAsks(false)}
          onConfirm={() => {
            setAsks(false);
            void run({ kind: 'erase-device' });
          }}
        />
      )}
    </>
  );
}
