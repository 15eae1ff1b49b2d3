import { encodeFrame } from '../../relay/frames.ts';
import { sodiumReady } from '../../crypto/sodium.ts';
import { openSocket } from './relay.ts';
import type { WebSocket } from 'ws';

/**
 * A process of its own that does all it may to one relay until it is told to stop.
 * usage: abuser.ts <port>; then messages: a kind of abuse, or `stop`; answers `begun`, `stopped`
 */

export const ABUSES = [
  'sends frames as fast as they are taken',
  'sends megabytes as fast as they are taken',
  'sends a thousand records in each frame',
  'asks for ten megabytes and reads nothing',
  'keeps a thousand connections open',
] as const;
export type Abuse = (typeof ABUSES)[number];

const LOG = 900;
const MOST_BUFFERED = 4 * 1024 * 1024;
const EXPIRY = 0xffff_fffe;
const port = Number(process.argv[2]);
let sockets: WebSocket[] = [];
let made = 0;

function batch(records: number, bytes: number): Uint8Array {
  const bodies = Array.from({ length: records }, () => {
    made += 1;
    const body = new Uint8Array(bytes);
    new DataView(body.buffer).setUint32(0, made);
    return { bytes: body, expiry: EXPIRY, isBarrier: false };
  });
  return encodeFrame({ type: 'append', request: 1, seen: 0, records: bodies });
}

async function connect(log = LOG): Promise<WebSocket> {
  const socket = await openSocket('limited', port, log);
  socket.removeAllListeners('message');
  socket.on('error', () => undefined);
  sockets.push(socket);
  return socket;
}

/** Keeps the socket full, and begins anew where it is cut off. */
async function flood(records: number, bytes: number): Promise<void> {
  const socket = await connect();
  const fill = () => {
    while (socket.readyState === socket.OPEN && socket.bufferedAmount < MOST_BUFFERED) {
      socket.send(batch(records, bytes));
    }
    if (sockets.includes(socket)) setTimeout(fill, 5);
  };
  fill();
}

async function readNothing(): Promise<void> {
  const writer = await connect(LOG + 1);
  for (let at = 0; at < 10; at += 1) writer.send(batch(4, 256 * 1024));
  const reader = await connect(LOG + 1);
  reader.send(encodeFrame({ type: 'read', after: 0 }));
  reader.pause();
}

async function begin(abuse: Abuse): Promise<void> {
  switch (abuse) {
    case 'sends frames as fast as they are taken':
      return flood(1, 100);
    case 'sends megabytes as fast as they are taken':
      return flood(4, 256 * 1024);
    case 'sends a thousand records in each frame':
      return flood(1000, 8);
    case 'asks for ten megabytes and reads nothing':
      return readNothing();
    case 'keeps a thousand connections open':
      await Promise.all(Array.from({ length: 1000 }, () => connect()));
  }
}

async function obey(asked: Abuse | 'stop'): Promise<void> {
  if (asked === 'stop') {
    const ending = sockets;
    sockets = [];
    for (const socket of ending) socket.terminate();
    process.send?.('stopped');
    return;
  }
  await begin(asked);
  process.send?.('begun');
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  await sodiumReady;
  process.on('message', (asked: Abuse | 'stop') => void obey(asked));
  process.on('disconnect', () => process.exit(0));
  process.send?.('ready');
}
