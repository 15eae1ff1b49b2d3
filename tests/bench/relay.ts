import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { sign, signingKeyPairFromSeed } from '../../crypto/signature.ts';
import { authenticationContent, decodeRelayFrame, encodeFrame } from '../../relay/frames.ts';
import { race, type Row } from './rivals.ts';

/** One writer in a closed loop, twenty readers of the same log. The server is a process of its own. */

const READERS = 20;
const RECORDS = 4096;
/**
 * Records, whatever the batch: half of what the relay lets one client have unanswered. With much less, one turn takes
 * all of them, and relay and readers wait for each other in turns.
 */
const IN_FLIGHT = 512;
/** While fanning out: else the disk's flush for each turn would be all that is measured. */
const BATCH = 16;
const RECORD_BYTES = 1024;
const ROUNDS = 9;
/** Of what `ws` does with a send for each socket. */
const LEAST = 3;
const END = Buffer.from('the last record of this round ends here');

type Kind = 'relay' | 'limited' | 'send' | 'corked';
/** `spared` is deliveries for each second of the server's processor; the others a second of the clock. */
type Round = {
  readonly acknowledged: number;
  readonly delivered: number;
  readonly spared: number;
};
type Server = { readonly child: ChildProcess; readonly port: number };

export async function startServer(kind: Kind, folder: string): Promise<Server> {
  const script = new URL('fanOutServer.ts', import.meta.url);
  const child = fork(script, [kind, join(folder, `${kind}.db`)]);
  const [port] = (await once(child, 'message')) as [number];
  return { child, port };
}

/** Resolves once the relay would answer; `bytes` are random to it. */
export function openSocket(kind: Kind, port: number, log: number): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/relay`, { perMessageDeflate: false });
  const { publicKey, secretKey } = signingKeyPairFromSeed(new Uint8Array(32).fill(log));
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    if (kind === 'send' || kind === 'corked') {
      socket.on('open', () => resolve(socket));
      return;
    }
    socket.on('message', (message: Buffer) => {
      const frame = decodeRelayFrame(message);
      if (frame.ok && frame.value.type === 'usage') resolve(socket);
      if (!frame.ok || frame.value.type !== 'hello') return;
      const { nonce: theirs, time } = frame.value;
      const nonce = new Uint8Array(32);
      const content = authenticationContent('http://relay.bench', publicKey, theirs, nonce, time);
      const signature = sign(secretKey, content);
      const grant = { kind: 'founder', pass: null } as const;
      socket.send(encodeFrame({ type: 'auth', logId: publicKey, nonce, time, signature, grant }));
    });
  });
}

/** Reads what arrives as a stream: parsing would make the load generator the slowest part. */
function untilEnd(reader: WebSocket, isLastSent: () => boolean): Promise<void> {
  const { _socket: stream } = reader as unknown as { readonly _socket: Socket };
  stream.removeAllListeners('data');
  let tail: Buffer = Buffer.alloc(0);
  return new Promise((resolve) => {
    stream.on('data', (chunk: Buffer) => {
      if (!isLastSent()) return;
      if (Buffer.concat([tail, chunk]).includes(END)) resolve();
      tail = chunk.subarray(-END.length);
    });
  });
}

/** What a server has had of its processor since it began, in seconds. */
async function processorOf({ child }: Server): Promise<number> {
  child.send('processor');
  const [microseconds] = (await once(child, 'message')) as [number];
  return microseconds / 1e6;
}

/** Of the log's own, so that a store that keeps a record once keeps each. */
function bodies(log: number): readonly Uint8Array[] {
  return Array.from({ length: RECORDS }, (_, at) => {
    const bytes = Buffer.alloc(RECORD_BYTES, log);
    bytes.writeUInt32BE(at);
    if (at === RECORDS - 1) END.copy(bytes, RECORD_BYTES - END.length);
    return new Uint8Array(bytes);
  });
}

/**
 * What the writer says, made before the clock runs: else encoding it would be measured with the relay.
 * @param batch records in one append of the relay; `ws` has a message for each, as it has no batches
 */
function messages(kind: Kind, log: number, batch: number): readonly (readonly Uint8Array[])[] {
  const all = bodies(log);
  return Array.from({ length: RECORDS / batch }, (_, request) => {
    const some = all.slice(request * batch, (request + 1) * batch);
    if (kind !== 'relay') return some;
    const records = some.map((bytes) => ({ bytes, expiry: 0xffff_fffe, isBarrier: false }));
    return [encodeFrame({ type: 'append', request, seen: 0, records })];
  });
}

async function runRound(
  kind: Kind,
  server: Server,
  log: number,
  readers: number,
  batch: number,
): Promise<Round> {
  const { port } = server;
  const writer = await openSocket(kind, port, log);
  const reading = await Promise.all(
    Array.from({ length: readers }, () => openSocket(kind, port, log)),
  );
  const batches = messages(kind, log, batch);
  let sent = 0;
  let acknowledged = 0;
  if (kind === 'relay') {
    for (const reader of reading) reader.send(encodeFrame({ type: 'read', after: 0 }));
  }
  const ends = reading.map((reader) => untilEnd(reader, () => sent === RECORDS));
  writer.removeAllListeners('message');
  const sendNext = () => {
    for (const message of batches[sent / batch] ?? []) writer.send(message);
    sent += batch;
  };
  const usedBefore = await processorOf(server);
  const startedAt = performance.now();
  const isAcknowledged = new Promise<void>((resolve) => {
    writer.on('message', () => {
      acknowledged += kind === 'relay' ? batch : 1;
      if (acknowledged % batch === 0 && sent < RECORDS) sendNext();
      if (acknowledged === RECORDS) resolve();
    });
  });
  for (let at = 0; at < IN_FLIGHT; at += batch) sendNext();
  await isAcknowledged;
  const acknowledgedAt = performance.now();
  await Promise.all(ends);
  const endedAt = performance.now();
  const used = (await processorOf(server)) - usedBefore;
  for (const socket of [writer, ...reading]) socket.terminate();
  return {
    acknowledged: (RECORDS * 1000) / (acknowledgedAt - startedAt),
    delivered: (RECORDS * readers * 1000) / (endedAt - startedAt),
    spared: (RECORDS * readers) / used,
  };
}

export async function benchRelay(): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'cenacle-bench-'));
  const children: ChildProcess[] = [];
  const start = async (kind: Kind) => {
    const server = await startServer(kind, folder);
    children.push(server.child);
    return server;
  };
  try {
    const servers = {
      relay: await start('relay'),
      send: await start('send'),
      corked: await start('corked'),
    };
    let log = 0;
    const attempt = (kind: keyof typeof servers, readers: number, batch: number) => {
      log += 1;
      return runRound(kind, servers[kind], log, readers, batch);
    };
    const fanningOut = (what: 'delivered' | 'spared') => (kind: keyof typeof servers) => async () =>
      (await attempt(kind, READERS, BATCH))[what];
    const appending = (kind: keyof typeof servers) => async () =>
      (await attempt(kind, 0, 1)).acknowledged;
    const against = (entrant: ReturnType<typeof fanningOut>) => ({
      'ws, a send for each socket, no store': entrant('send'),
      'ws, prepared and corked, no store': entrant('corked'),
    });
    const [delivering, sparing] = [fanningOut('delivered'), fanningOut('spared')];
    const name = `relay: fan out 1 to ${READERS}, 1 KB in sixteens`;
    const [bySocket, ...byTurn] = await race(
      name,
      'deliveries',
      delivering('relay'),
      against(delivering),
    );
    return [
      ...(bySocket === undefined ? [] : [{ ...bySocket, least: LEAST }]),
      ...byTurn,
      // What others do on this machine, to its disk above all, hardly touches this.
      ...(await race(
        `${name}, by the server's processor`,
        'deliveries',
        sparing('relay'),
        against(sparing),
        ROUNDS,
      )),
      ...(await race(
        'relay: append and acknowledge, 1 KB',
        'records',
        appending('relay'),
        { 'ws, one byte back, no store': appending('send') },
        ROUNDS,
      )),
    ];
  } finally {
    for (const child of children) child.disconnect();
    rmSync(folder, { recursive: true, force: true });
  }
}
