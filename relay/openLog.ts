import { verify } from '../crypto/signature.ts';
import { childContent, type Grant } from './frames.ts';
import type { LogStats, LogStore } from './logStore.ts';
import { knownPass } from './passes.ts';

/** Who may open which log, and who may make one that is not there. */

/** `time` Unix seconds, of the `auth` frame; `origin` of the relay. */
export type AskedLog = {
  readonly origin: string;
  readonly logId: Uint8Array;
  readonly time: number;
  readonly grant: Grant;
};

/** What this relay asks of those who make logs. */
export type Founding = {
  /** Hashes of the operator's passes; null where anybody may found. */
  readonly passes: readonly Uint8Array[] | null;
  /** How many logs with one voucher may be empty at once; they die when they are `emptyLogHours` old. */
  readonly emptyLogs: number;
};

/** A log that is there is opened, whatever the grant says. @returns null: it is not there, and is not made */
export function openLog(
  asked: AskedLog,
  store: LogStore,
  { passes, emptyLogs }: Founding,
  hour: number,
): LogStats | null {
  const found = store.stats(asked.logId);
  if (found !== null) return found;
  const voucher = voucherOf(asked, store, passes);
  if (voucher === null || store.emptyLogs(voucher) >= emptyLogs) return null;
  store.create(asked.logId, voucher, hour);
  return store.stats(asked.logId);
}

/** Who answers for a new log: the log that signed for it, the founder's pass or, where none is asked for, itself. */
function voucherOf(
  { origin, logId, time, grant }: AskedLog,
  store: LogStore,
  passes: Founding['passes'],
): Uint8Array | null {
  if (grant === null) return null;
  if (grant.kind === 'parent') {
    const content = childContent(origin, grant.logId, logId, time);
    const isSigned = verify(grant.logId, content, grant.signature);
    return isSigned && store.stats(grant.logId) !== null ? grant.logId : null;
  }
  if (passes === null) return logId;
  return grant.pass && knownPass(passes, grant.pass);
}
