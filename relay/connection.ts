import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { fullAllowance, isInDebt, refill, spend, type Allowance, type Rate } from './allowance.ts';
import { LIMITS, type AnnouncedLimits } from './frames.ts';
import type { LogQuota } from './logStore.ts';
import type { Session } from './session.ts';

/** One socket with its conversation, and what the relay will not put up with from it. */

export type ConnectionLimits = {
  readonly connections: number;
  readonly rate: Rate;
  /** Who has this much of appends unanswered is read no further until they are answered. */
  readonly unacknowledgedBytes: number;
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

/** Of what one relay keeps, and how long a log without a record is kept. */
export type RelayLimits = ConnectionLimits &
  LogQuota & {
    readonly emptyLogs: number;
    readonly emptyLogHours: number;
  };

export const RELAY_LIMITS: RelayLimits = {
  connections: 5000,
  rate: { framesPerSecond: 500, bytesPerSecond: 1024 * 1024, burstSeconds: 2 },
  unacknowledgedBytes: 1024 * 1024,
  unsentBytes: 1024 * 1024,
  mostUnsentBytes: 4 * 1024 * 1024,
  authenticateWithinMs: 10_000,
  stalledMs: 30_000,
  closingMs: 5000,
  quietMs: 30_000,
  farewellMs: 2000,
  logBytes: 2 * 1024 ** 3,
  logRecords: 2_000_000,
  emptyLogs: 20,
  emptyLogHours: 24,
};

/** Every limit that a client may run into: the rest is between the relay and its sockets. */
export function announced(limits: RelayLimits): AnnouncedLimits {
  const { rate, closingMs: _closing, farewellMs: _farewell, ...others } = limits;
  return { ...LIMITS, ...rate, ...others };
}

/** Times are Unix milliseconds; `logName` is the open log's id in hex, null before authentication. */
export type Connection = {
  readonly socket: WebSocket;
  /** What the WebSocket writes to. */
  readonly stream: Duplex;
  readonly openedAtMs: number;
  session: Session;
  logName: string | null;
  allowance: Allowance;
  /** Bytes of appends that wait for their answer. */
  unacknowledged: number;
  stalledSinceMs: number | null;
  closedAtMs: number | null;
  heardAtMs: number;
};

export function connect(
  { socket, stream }: Pick<Connection, 'socket' | 'stream'>,
  session: Session,
  limits: ConnectionLimits,
  nowMs: number,
): Connection {
  return {
    socket,
    stream,
    openedAtMs: nowMs,
    session,
    logName: null,
    allowance: fullAllowance(limits.rate, nowMs),
    unacknowledged: 0,
    stalledSinceMs: null,
    closedAtMs: null,
    heardAtMs: nowMs,
  };
}

/**
 * Pays for a message; in debt, or with too much unanswered, the socket is read no further.
 * @param records in it: each costs as much as a frame
 * @param appended bytes of an append, which will be answered
 */
export function charge(
  connection: Connection,
  { length, records, appended }: { length: number; records: number; appended: number },
  limits: ConnectionLimits,
  nowMs: number,
): void {
  connection.heardAtMs = nowMs;
  const refilled = refill(connection.allowance, limits.rate, nowMs);
  connection.allowance = spend(refilled, Math.max(1, records), length);
  connection.unacknowledged += appended;
  if (!mayBeRead(connection, limits)) connection.socket.pause();
}

/** An append of so many bytes has its answer. */
export function acknowledge(
  connection: Connection,
  appended: number,
  limits: ConnectionLimits,
  nowMs: number,
): void {
  connection.unacknowledged -= appended;
  readOn(connection, limits, nowMs);
}

function mayBeRead({ allowance, unacknowledged }: Connection, limits: ConnectionLimits): boolean {
  return !isInDebt(allowance) && unacknowledged < limits.unacknowledgedBytes;
}

function readOn(connection: Connection, limits: ConnectionLimits, nowMs: number): void {
  if (!connection.socket.isPaused) return;
  connection.allowance = refill(connection.allowance, limits.rate, nowMs);
  if (!mayBeRead(connection, limits)) return;
  connection.heardAtMs = nowMs;
  connection.socket.resume();
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
  if (socket.isPaused) readOn(connection, limits, nowMs);
  else if (nowMs - heardAtMs >= 2 * limits.quietMs) socket.terminate();
  else if (nowMs - heardAtMs >= limits.quietMs) socket.ping();
  if (session.phase === 'greeted' && nowMs - openedAtMs >= limits.authenticateWithinMs) {
    return 'unauthenticated';
  }
  return stalledSinceMs !== null && nowMs - stalledSinceMs >= limits.stalledMs ? 'too-slow' : null;
}
