import type { WebSocket } from 'ws';
import { fullAllowance, isInDebt, refill, spend, type Allowance, type Rate } from './allowance.ts';
import { encodeFrame, type RelayFrame } from './frames.ts';
import type { Session } from './session.ts';
import type { StoredRecord } from './logStore.ts';

/** One socket with its conversation, and what the relay will not put up with from it. */

export type ConnectionLimits = {
  readonly connections: number;
  readonly rate: Rate;
  /** A reader that has this much unread is paused until it has caught up. */
  readonly unsentBytes: number;
  /** Who sends and never reads the answers is cut off at this much. */
  readonly mostUnsentBytes: number;
  readonly authenticateWithinMs: number;
  /** How long a paused reader may take nothing at all. */
  readonly stalledMs: number;
  /** How long a closed socket may take to be gone. */
  readonly closingMs: number;
  /** Quiet for this long it is pinged, for twice as long it is dead. */
  readonly quietMs: number;
  /** How long a graceful stop waits for clients to take their leave. */
  readonly farewellMs: number;
};

export const CONNECTION_LIMITS: ConnectionLimits = {
  connections: 5000,
  rate: { framesPerSecond: 500, bytesPerSecond: 4 * 1024 * 1024, burstSeconds: 4 },
  unsentBytes: 1024 * 1024,
  mostUnsentBytes: 4 * 1024 * 1024,
  authenticateWithinMs: 10_000,
  stalledMs: 30_000,
  closingMs: 5000,
  quietMs: 30_000,
  farewellMs: 2000,
};

/** Times are Unix milliseconds; `logName` is the open log's id in hex, null before authentication. */
export type Connection = {
  readonly socket: WebSocket;
  readonly openedAtMs: number;
  session: Session;
  logName: string | null;
  allowance: Allowance;
  stalledSinceMs: number | null;
  closedAtMs: number | null;
  heardAtMs: number;
};

export function connect(
  socket: WebSocket,
  session: Session,
  limits: ConnectionLimits,
  nowMs: number,
): Connection {
  return {
    socket,
    openedAtMs: nowMs,
    session,
    logName: null,
    allowance: fullAllowance(limits.rate, nowMs),
    stalledSinceMs: null,
    closedAtMs: null,
    heardAtMs: nowMs,
  };
}

/** Readers at the same place of a log share one array of records, and so one encoding of it. */
const encodedRecords = new WeakMap<readonly StoredRecord[], Uint8Array>();

export function encodeOnce(frame: RelayFrame): Uint8Array {
  if (frame.type !== 'records') return encodeFrame(frame);
  const encoded = encodedRecords.get(frame.records) ?? encodeFrame(frame);
  encodedRecords.set(frame.records, encoded);
  return encoded;
}

/** Pays for a message; in debt, the socket is read no further until `attend` finds it paid. */
export function charge(
  connection: Connection,
  length: number,
  limits: ConnectionLimits,
  nowMs: number,
): void {
  connection.heardAtMs = nowMs;
  connection.allowance = spend(refill(connection.allowance, limits.rate, nowMs), length);
  if (isInDebt(connection.allowance)) connection.socket.pause();
}

/**
 * What time alone asks for: reading on, pinging, letting go of the dead.
 * @returns the error to end the conversation with, if it is over
 */
export function attend(
  connection: Connection,
  limits: ConnectionLimits,
  nowMs: number,
): 'unauthenticated' | 'too-slow' | null {
  const { socket, session, openedAtMs, closedAtMs, stalledSinceMs, heardAtMs } = connection;
  if (closedAtMs !== null) {
    if (nowMs - closedAtMs >= limits.closingMs) socket.terminate();
    return null;
  }
  if (socket.isPaused) {
    connection.allowance = refill(connection.allowance, limits.rate, nowMs);
    if (!isInDebt(connection.allowance)) {
      connection.heardAtMs = nowMs;
      socket.resume();
    }
  } else if (nowMs - heardAtMs >= 2 * limits.quietMs) socket.terminate();
  else if (nowMs - heardAtMs >= limits.quietMs) socket.ping();
  if (session.phase === 'greeted' && nowMs - openedAtMs >= limits.authenticateWithinMs) {
    return 'unauthenticated';
  }
  return stalledSinceMs !== null && nowMs - stalledSinceMs >= limits.stalledMs ? 'too-slow' : null;
}
