import { createServer, type Server } from 'node:http';
import { WebSocketServer, type WebSocket } from 'ws';
import { toHex } from '../crypto/bytes.ts';
import { decodeClientFrame, encodeFrame, LIMITS, type RelayFrame } from './frames.ts';
import type { AppendOutcome, AppendRequest, LogStore } from './logStore.ts';
import {
  deliver,
  greet,
  outcomeFrame,
  receive,
  refuseMalformed,
  usageFrame,
  type Session,
  type Step,
} from './session.ts';
import { serveStaticFile } from './staticFiles.ts';

/** What is read from the store at once for one connection. */
const PORTION_BYTES = 64 * 1024;
/** A reader that has this much unread is paused until it has caught up. */
const MOST_UNSENT_BYTES = 1024 * 1024;
const MOST_CONNECTIONS = 5000;
const HOUR_MS = 3_600_000;
/** Keys die ten minutes after their hour, and so do records. */
const GRACE_MS = 600_000;
const FIRST_HOUR = 490_896;

/** `now` in Unix milliseconds; `randomBytes` as many as asked; `origin` what clients sign for. */
export type RelayOptions = {
  readonly store: LogStore;
  readonly staticFolder: string;
  readonly origin: string;
  readonly now: () => number;
  readonly randomBytes: (length: number) => Uint8Array;
};

export type Relay = {
  readonly http: Server;
  /** Erases what has expired by now. @returns how many records */
  expire(): number;
  /** Answers what has been received, closes every connection and the store. */
  stop(): Promise<void>;
};

type Connection = { readonly socket: WebSocket; session: Session };
type Waiting = {
  readonly connection: Connection;
  readonly request: number;
  readonly append: AppendRequest;
};

export function createRelay(options: RelayOptions): Relay {
  const { store, now } = options;
  const connections = new Set<Connection>();
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

  function send(connection: Connection, frame: RelayFrame): void {
    connection.socket.send(encodeFrame(frame), () => catchUp(connection));
  }

  function take(connection: Connection, step: Step): void {
    connection.session = step.session;
    for (const effect of step.effects) {
      switch (effect.kind) {
        case 'send':
          send(connection, effect.frame);
          break;
        case 'open-log':
          send(connection, usageFrame(store.stats(effect.logId)));
          break;
        case 'append':
          if (waiting.length === 0) setImmediate(commit);
          waiting.push({ connection, request: effect.request, append: effect.append });
          break;
        case 'read':
          catchUp(connection);
          break;
        case 'close':
          connection.socket.close();
          break;
      }
    }
  }

  /** Sends the next portion, if the reader has room for it. What it lacks later, it is sent when it has. */
  function catchUp(connection: Connection): void {
    const { session, socket } = connection;
    if (session.phase !== 'open' || session.sentUpTo === null) return;
    if (socket.readyState !== socket.OPEN || socket.bufferedAmount > MOST_UNSENT_BYTES) return;
    const records = store.read(session.logId, session.sentUpTo, PORTION_BYTES, LIMITS.batchRecords);
    take(connection, deliver(session, session.logId, records));
  }

  /** Everything that arrived in one turn of the event loop shares one transaction. */
  function commit(): void {
    const turn = waiting;
    waiting = [];
    if (turn.length === 0) return;
    const outcomes = appendDurably(turn);
    for (const [at, outcome] of outcomes.entries()) {
      const asked = turn[at];
      if (asked !== undefined) send(asked.connection, outcomeFrame(asked.request, outcome));
    }
    const logs = new Set(turn.map(({ append }) => toHex(append.logId)));
    for (const connection of connections) {
      const { session } = connection;
      if (session.phase === 'open' && logs.has(toHex(session.logId))) catchUp(connection);
    }
  }

  /** Nothing of a turn that the disk refuses stands; everybody in it is told, and the relay goes on. */
  function appendDurably(turn: readonly Waiting[]): readonly AppendOutcome[] {
    try {
      return store.append(
        turn.map(({ append }) => append),
        hourOf(now()),
      );
    } catch {
      for (const { connection, request } of turn) {
        send(connection, { type: 'error', code: 'not-stored', request });
      }
      return [];
    }
  }

  sockets.on('connection', (socket) => {
    if (connections.size >= MOST_CONNECTIONS) {
      socket.send(encodeFrame({ type: 'error', code: 'too-many', request: null }));
      socket.close();
      return;
    }
    const step = greet(options.origin, options.randomBytes(32), Math.floor(now() / 1000));
    const connection: Connection = { socket, session: step.session };
    connections.add(connection);
    socket.on('close', () => connections.delete(connection));
    // A message over the limit, or bytes that are no WebSocket frame: ws has closed the socket already.
    socket.on('error', () => undefined);
    socket.on('message', (message: Buffer, isBinary) => {
      const frame = isBinary ? decodeClientFrame(new Uint8Array(message)) : null;
      take(
        connection,
        frame?.ok
          ? receive(connection.session, frame.value, Math.floor(now() / 1000))
          : refuseMalformed(),
      );
    });
    take(connection, step);
  });

  return {
    http,
    expire: () => store.expire(hourOf(now() - GRACE_MS)),
    async stop() {
      commit();
      for (const { socket } of connections) {
        socket.send(encodeFrame({ type: 'error', code: 'closing', request: null }));
        socket.close(1001);
      }
      sockets.close();
      await new Promise<void>((resolve) => {
        http.close(() => resolve());
        http.closeIdleConnections();
      });
      store.close();
    },
  };
}

function hourOf(unixMs: number): number {
  return Math.floor(unixMs / HOUR_MS) - FIRST_HOUR;
}
