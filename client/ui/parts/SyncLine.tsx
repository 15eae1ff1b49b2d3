import type { SyncView } from '../../model/snapshot.ts';
import { usePreferences } from '../preferences.tsx';

/** The one quiet line that says how true this copy is. */
export function SyncLine({ sync, nowMs }: { readonly sync: SyncView; readonly nowMs: number }) {
  const { messages, format } = usePreferences();
  const t = messages.sync;
  const moment = sync.syncedAtMs === null ? null : format.moment(sync.syncedAtMs, nowMs);
  const state = moment === null ? t.never : sync.isConnected ? t.synced(moment) : t.reading(moment);
  return (
    <p className="status-line">
      {sync.waiting > 0 ? `${state} · ${t.waiting(sync.waiting)}` : state}
    </p>
  );
}
