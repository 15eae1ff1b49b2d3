import { concat, u32, u64 } from './bytes.ts';
import { hash } from './kdf.ts';

/** Evidence against forks, PROTOCOL.md §5: the head after record i. `chain` 32 bytes; `index` 0 before the first record. */
export type LogHead = {
  readonly index: number;
  readonly hour: number;
  readonly chain: Uint8Array;
};

/** A record as the relay shows it: its bytes, or after its hour the hash alone (a stub). */
export type LoggedRecord = {
  readonly index: number;
  readonly hour: number;
  readonly expiry: number;
  readonly recordHash: Uint8Array;
};

export type LogFault = 'Gap' | 'HourRunsBackwards';

export function firstHead(circleId: Uint8Array): LogHead {
  return { index: 0, hour: 0, chain: hash('chain', circleId) };
}

/** The head of a new era stands on the record that removed a member. */
export function eraHead(previousLogId: Uint8Array, removal: LogHead): LogHead {
  const chain = hash('chain', concat(previousLogId, u64(removal.index), removal.chain));
  return { index: 0, hour: removal.hour, chain };
}

export function recordHash(record: Uint8Array): Uint8Array {
  return hash('rec', record);
}

/** The next head, or what the relay did wrong. */
export function advanceHead(head: LogHead, logged: LoggedRecord): LogHead | LogFault {
  if (logged.index !== head.index + 1) return 'Gap';
  if (logged.hour < head.hour) return 'HourRunsBackwards';
  const content = concat(head.chain, u32(logged.hour), u32(logged.expiry), logged.recordHash);
  return { index: logged.index, hour: logged.hour, chain: hash('log', content) };
}
