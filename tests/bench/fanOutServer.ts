import { randomBytes } from 'node:crypto';
import type { AddressInfo, Socket } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { sodiumReady } from '../../crypto/sodium.ts';
import { RELAY_LIMITS } from '../../relay/connection.ts';
import { createRelay } from '../../relay/server.ts';
import { openSqliteLogStore } from '../../relay/sqliteLogStore.ts';

/**
 * A process of its own: the relay, or `ws` without store or protocol, which sends what one socket says to all others
 * and answers one byte. Says its port to its parent and, asked by any message, the microseconds of processor that it
 * has had. usage: fanOutServer.ts relay|limited|send|corked <database file>; only `limited` has the rates of a relay as it is run
 */

const NO_RATE = { framesPerSecond: 1e9, bytesPerSecond: 1e12, burstSeconds: 1 };
const [kind, file = ''] = process.argv.slice(2);

function tellPort(address: AddressInfo | string | null): void {
  process.send?.((address as AddressInfo).port);
}

async function serveRelay(): Promise<void> {
  await sodiumReady;
  const relay = createRelay({
    store: openSqliteLogStore(file),
    staticFolder: 'absent',
    origin: 'http://relay.bench',
    limits: kind === 'limited' ? RELAY_LIMITS : { ...RELAY_LIMITS, rate: NO_RATE },
    passes: null,
    now: () => Date.now(),
    randomBytes: (length) => new Uint8Array(randomBytes(length)),
  });
  setInterval(() => relay.attend(), 1000);
  relay.http.listen(0, '127.0.0.1', () => tellPort(relay.http.address()));
}

/** An unmasked binary WebSocket frame, RFC 6455 §5.2, of 126 to 65,535 bytes. */
function framed(message: Buffer): Buffer {
  const header = Buffer.from([0x82, 126, 0, 0]);
  header.writeUInt16BE(message.length, 2);
  return Buffer.concat([header, message]);
}

function serveBare(): void {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  const others = (writer: WebSocket) => [...server.clients].filter((one) => one !== writer);
  const answer = Buffer.of(1);
  server.on('connection', (socket) => {
    let turn: Buffer[] = [];
    const flush = () => {
      // The frame of each message built once, and all of a turn of the event loop in one write.
      const joined = Buffer.concat(turn.map(framed));
      for (const reader of others(socket)) {
        (reader as unknown as { readonly _socket: Socket })._socket.write(joined);
      }
      for (let at = 0; at < turn.length; at += 1) socket.send(answer);
      turn = [];
    };
    socket.on('message', (message: Buffer) => {
      if (kind === 'send') {
        for (const reader of others(socket)) reader.send(message);
        socket.send(answer);
        return;
      }
      if (turn.length === 0) setImmediate(flush);
      turn.push(message);
    });
  });
  server.on('listening', () => tellPort(server.address()));
}

if (kind === 'relay' || kind === 'limited') await serveRelay();
else serveBare();
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.(user + system);
});
process.on('disconnect', () => process.exit(0));
