import { createServer, type Server } from 'node:http';
import { WebSocketServer } from 'ws';
import { toHex } from '../crypto/bytes.ts';
import {
  acknowledge,
  announced,
  attend,
  charge,
  connect,
  type Connection,
  type RelayLimits,
} from './connection.ts';
import { decodeClientFrame, LIMITS, type ClientFrame, type RelayFrame } from './frames.ts';
import type { AppendOutcome, AppendRequest, LogStore, StoredRecord } from './logStore.ts';
import { openLog, type AskedLog } from './openLog.ts';
import { PORTION_BYTES, portionsOf, type Portions } from './portions.ts';
import { answer, deliver, greet, receive, refuse, usageFrame, type Step } from './session.ts';
import { sendFrame } from './sending.ts';
import { serveStaticFile } from './staticFiles.ts';
import { unlessRefused } from './unlessRefused.ts';

const HOUR_MS = 3_600_000;
/** Keys die ten minutes after their hour, and so do records. */
const GRACE_MS = 600_000;
const FIRST_HOUR = 490_896;

/**
 * `now` in Unix milliseconds; `randomBytes` as many as asked; `origin` what clients sign for; `passes` hashes of
 * those that found a circle here, null where anybody may.
 */
export type RelayOptions = {
  readonly store: LogStore;
  readonly staticFolder: string;
  readonly origin: string;
  readonly limits: RelayLimits;
  readonly passes: readonly Uint8Array[] | null;
  readonly now: () => number;
  readonly randomBytes: (length: number) => Uint8Array;
};

export type Relay = {
  readonly http: Server;
  /** Erases what has expired by now, and forgets old empty logs; throws as the store does. @returns how many records */
  expire(): number;
  /** To be called every second or so: resumes, pings, and cuts off who is late, stalled or gone. */
  attend(): void;
  /** Answers what has been received, closes every connection and the store. */
  stop(): Promise<void>;
};

/** `newest` is the log's last index: who has been sent it lacks nothing, and the store need not be asked. */
type OpenLog = { readonly readers: Set<Connection>; newest: number };
type Waiting = {
  readonly connection: Connection;
  readonly request: number;
  readonly append: AppendRequest;
  readonly bytes: number;
};

export function createRelay(options: RelayOptions): Relay {
  const { store, now, limits, passes } = options;
  const greeting = () => ({
    origin: options.origin,
    asksPass: passes !== null,
    limits: announced(limits),
  });
  const connections = new Set<Connection>();
  const openLogs = new Map<string, OpenLog>();
  let stopped: Promise<void> | null = null;
  let waiting: Waiting[] = [];

  const http = createServer((request, response) => {
    serveStaticFile(options.staticFolder, request, response).catch(() => response.destroy());
  });
  const sockets = new WebSocketServer({
    server: http,
    path: '/relay',
    maxPayload: LIMITS.frameBytes,
    // Ciphertext does not compress.
    perMessageDeflate: false,
  });
  // ws says again what the HTTP server has said, to whoever listens there, and would throw it here.
  sockets.on('error', () => undefined);

  function send(connection: Connection, frame: RelayFrame): void {
    const { socket } = connection;
    if (socket.readyState !== socket.OPEN) return;
    if (frame.type !== 'error' && socket.bufferedAmount > limits.mostUnsentBytes) {
      take(connection, refuse('too-slow'));
      return;
    }
    sendFrame(connection, frame, () => catchUp(connection));
  }

  function open(connection: Connection, asked: AskedLog): void {
    const terms = { passes, emptyLogs: limits.emptyLogs };
    const stats =
      unlessRefused(() => openLog(asked, store, terms, hourOf(now())) ?? 'no-such-log') ??
      'not-stored';
    if (typeof stats === 'string') {
      take(connection, refuse(stats));
      return;
    }
    const logName = toHex(asked.logId);
    connection.logName = logName;
    const log = openLogs.get(logName) ?? { readers: new Set(), newest: stats.records };
    log.readers.add(connection);
    openLogs.set(logName, log);
    send(connection, usageFrame(stats));
  }

  function forget(connection: Connection): void {
    connections.delete(connection);
    const { logName } = connection;
    if (logName === null) return;
    const log = openLogs.get(logName);
    log?.readers.delete(connection);
    if (log?.readers.size === 0) openLogs.delete(logName);
  }

  function take(connection: Connection, step: Step): void {
    connection.session = step.session;
    for (const effect of step.effects) {
      switch (effect.kind) {
        case 'send':
          send(connection, effect.frame);
          break;
        case 'open-log':
          open(connection, effect.asked);
          break;
        case 'append': {
          const { request, append } = effect;
          if (waiting.length === 0) setImmediate(commit);
          waiting.push({ connection, request, append, bytes: bytesOf(append) });
          break;
        }
        case 'read':
          catchUp(connection);
          break;
        case 'close':
          connection.closedAtMs = now();
          connection.socket.close();
          break;
      }
    }
  }

  /**
   * Sends the next portion, and what follows on it in memory, while the reader has room. What it lacks later, it is
   * sent when it has.
   */
  function catchUp(connection: Connection, shared?: Portions): void {
    const { session, socket } = connection;
    if (session.phase !== 'open' || session.sentUpTo === null) return;
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > limits.unsentBytes) {
      connection.stalledSinceMs ??= now();
      return;
    }
    connection.stalledSinceMs = null;
    const { logId, sentUpTo } = session;
    if (sentUpTo >= (openLogs.get(connection.logName ?? '')?.newest ?? 0)) return;
    const records =
      shared?.get(sentUpTo) ??
      unlessRefused(() => store.read(logId, sentUpTo, PORTION_BYTES, LIMITS.batchRecords));
    // It comes again.
    if (records === null) {
      take(connection, refuse('not-stored'));
      return;
    }
    shared?.set(sentUpTo, records);
    take(connection, deliver(session, logId, records));
    if (shared?.has(records.at(-1)?.index ?? 0)) catchUp(connection, shared);
  }

  /** Everything that arrived in one turn of the event loop shares one transaction. */
  function commit(): void {
    const turn = waiting;
    waiting = [];
    if (turn.length === 0) return;
    const outcomes = appendDurably(turn);
    const news = new Map<string, StoredRecord[]>();
    for (const [at, outcome] of outcomes.entries()) {
      const asked = turn[at];
      if (asked === undefined) continue;
      const { session, logName } = asked.connection;
      take(asked.connection, answer(session, asked.request, outcome));
      if (outcome.kind !== 'appended' || logName === null) continue;
      const ofLog = news.get(logName) ?? [];
      ofLog.push(...outcome.news);
      news.set(logName, ofLog);
    }
    for (const [logName, records] of news) deliverNews(logName, records);
    for (const { connection, bytes } of turn) acknowledge(connection, bytes, limits, now());
  }

  /** Most readers of a log stand at its end: they are sent what was just appended, encoded once and not read back. */
  function deliverNews(logName: string, records: readonly StoredRecord[]): void {
    const log = openLogs.get(logName);
    if (log === undefined) return;
    log.newest = Math.max(log.newest, records.at(-1)?.index ?? 0);
    const shared = portionsOf(records);
    for (const connection of log.readers) catchUp(connection, shared);
  }

  /** Nothing of a turn that the disk refuses stands; everybody in it is told, and the relay goes on. */
  function appendDurably(turn: readonly Waiting[]): readonly AppendOutcome[] {
    const requests = turn.map(({ append }) => append);
    const outcomes = unlessRefused(() => store.append(requests, hourOf(now()), limits));
    if (outcomes !== null) return outcomes;
    for (const { connection, request } of turn) {
      send(connection, { type: 'error', code: 'not-stored', request });
    }
    return [];
  }

  sockets.on('connection', (socket, { socket: stream }) => {
    const isFull = connections.size >= limits.connections;
    const step = isFull
      ? refuse('too-many')
      : greet(greeting(), options.randomBytes(32), Math.floor(now() / 1000));
    const connection = connect({ socket, stream }, step.session, limits, now());
    connections.add(connection);
    socket.on('close', () => forget(connection));
    // A message over the limit, or bytes that are no WebSocket frame: ws has closed the socket already.
    socket.on('error', () => {
      connection.closedAtMs ??= now();
    });
    socket.on('pong', () => {
      connection.heardAtMs = now();
    });
    socket.on('message', (message: Buffer, isBinary) => {
      if (connection.session.phase === 'closed') return;
      const frame = isBinary ? decodeClientFrame(message) : null;
      const read = frame?.ok ? frame.value : null;
      charge(connection, costOf(message.length, read), limits, now());
      take(
        connection,
        read === null
          ? refuse('malformed')
          : receive(connection.session, read, Math.floor(now() / 1000)),
      );
    });
    take(connection, step);
  });

  return {
    http,
    expire() {
      store.forgetEmpty(hourOf(now()) - limits.emptyLogHours);
      return store.expire(hourOf(now() - GRACE_MS));
    },
    attend() {
      for (const connection of connections) {
        const code = attend(connection, limits, now());
        if (code !== null) take(connection, refuse(code));
      }
    },
    stop: () => (stopped ??= stop()),
  };

  async function stop(): Promise<void> {
    commit();
    for (const connection of connections) take(connection, refuse('closing'));
    sockets.close();
    // A client that does not answer must not keep the relay from ending.
    const farewell = setTimeout(() => {
      for (const { socket } of connections) socket.terminate();
      http.closeAllConnections();
    }, limits.farewellMs);
    await new Promise<void>((resolve) => {
      http.close(() => resolve());
      http.closeIdleConnections();
    });
    clearTimeout(farewell);
    store.close();
  }
}

function bytesOf({ records }: Pick<AppendRequest, 'records'>): number {
  return records.reduce((sum, { bytes }) => sum + bytes.length, 0);
}

function costOf(length: number, frame: ClientFrame | null) {
  if (frame?.type !== 'append') return { length, records: 0, appended: 0 };
  return { length, records: frame.records.length, appended: bytesOf(frame) };
}

function hourOf(unixMs: number): number {
  return Math.floor(unixMs / HOUR_MS) - FIRST_HOUR;
}
