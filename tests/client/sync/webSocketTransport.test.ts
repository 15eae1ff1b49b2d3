import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { WebSocketServer, type WebSocket as FarEnd } from 'ws';
import type { Socket } from '../../../client/sync/logConnection.ts';
import { webSocketTransport } from '../../../client/sync/webSocketTransport.ts';

let server: WebSocketServer;
let relay: string;

beforeEach(async () => {
  server = new WebSocketServer({ host: '127.0.0.1', port: 0, path: '/relay' });
  await once(server, 'listening');
  relay = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  vi.unstubAllGlobals();
  for (const client of server.clients) client.terminate();
  server.close();
});

/** Opens a socket, writes down what it tells, and waits for its end. */
function open(address: string) {
  const told: unknown[] = [];
  let socket: Socket = { send: () => undefined, close: () => undefined };
  const closed = new Promise<void>((resolve) => {
    socket = webSocketTransport(address, {
      onOpen: () => told.push('open'),
      onFrame: (frame) => told.push(frame),
      onClose() {
        told.push('close');
        resolve();
      },
    });
  });
  return { told, socket, closed };
}

async function accepted(): Promise<FarEnd> {
  const [farEnd]: FarEnd[] = await once(server, 'connection');
  if (farEnd === undefined) throw new Error('nobody came');
  return farEnd;
}

test('bytes go both ways, whole', async () => {
  const arriving = accepted();
  const { told, socket, closed } = open(relay);
  const farEnd = await arriving;
  farEnd.on('message', (message: Buffer) => {
    farEnd.send(Buffer.concat([message, message]));
    farEnd.close();
  });
  await vi.waitUntil(() => told.includes('open'), { interval: 1 });
  // Of a larger buffer, only the part that is meant.
  socket.send(new Uint8Array([0, 1, 2, 3]).subarray(1, 3));
  await closed;
  expect(told).toEqual(['open', new Uint8Array([1, 2, 1, 2]), 'close']);
});

test('text is no frame and ends the connection', async () => {
  const arriving = accepted();
  const { told, closed } = open(relay);
  (await arriving).send('hello');
  await closed;
  expect(told).toEqual(['open', 'close']);
});

test('what is sent before it is open or after it is closed is not sent, and throws nothing', async () => {
  const arriving = accepted();
  const { told, socket, closed } = open(relay);
  socket.send(new Uint8Array([1]));
  const farEnd = await arriving;
  const heard: Buffer[] = [];
  farEnd.on('message', (message: Buffer) => heard.push(message));
  await vi.waitUntil(() => told.includes('open'), { interval: 1 });
  socket.close();
  socket.send(new Uint8Array([2]));
  await closed;
  socket.send(new Uint8Array([3]));
  socket.close();
  expect(heard).toEqual([]);
  expect(told).toEqual(['open', 'close']);
});

test('a relay that cannot be reached is told as a close', async () => {
  server.close();
  const { told, closed } = open(relay);
  await closed;
  expect(told).toEqual(['close']);
});

test.each(['no address', 'ftp://relay.test'])(
  '“%s” fails once, and not before the transport has returned',
  async (address) => {
    const { told, socket, closed } = open(address);
    expect(told).toEqual([]);
    await closed;
    socket.send(new Uint8Array([1]));
    socket.close();
    expect(told).toEqual(['close']);
  },
);

test.each([
  ['http://relay.test:8080', 'ws://relay.test:8080/relay'],
  ['https://relay.test', 'wss://relay.test/relay'],
])('the socket of %s is at %s', (origin, expected) => {
  const addresses: string[] = [];
  class Recorded extends EventTarget {
    constructor(address: string) {
      super();
      addresses.push(address);
    }
  }
  vi.stubGlobal('WebSocket', Recorded);
  open(origin);
  expect(addresses).toEqual([expected]);
});
