import { useContext, useSyncExternalStore } from 'react';
import { UpdatesContext } from '../clientContext.ts';
import { useMessages } from '../preferences.tsx';

/** A newer client waits until it is asked for: nothing reloads by itself under somebody who writes. */
export function UpdateNotice() {
  const { update: t } = useMessages();
  const updates = useContext(UpdatesContext);
  const isReady = useSyncExternalStore(
    (onChange) => updates?.subscribe(onChange) ?? (() => undefined),
    () => updates?.isUpdateReady() ?? false,
  );
  if (!isReady) return null;
  return (
    <p className="page update" role="status">
      <span>{t.ready}</span>{' '}
      <button type="button" className="quiet" onClick={() => updates?.apply()}>
        {t.apply}
      </button>
    </p>
  );
}
