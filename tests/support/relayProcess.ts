import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { WebSocket } from 'ws';
import { sign, signingKeyPairFromSeed, type SigningKeyPair } from '../../crypto/signature.ts';
import {
  authenticationContent,
  decodeRelayFrame,
  encodeFrame,
  type ClientFrame,
  type RelayFrame,
} from '../../relay/frames.ts';

/** The relay as its users run it, in a process of its own that may be killed at any moment. */

export type Batch = Extract<ClientFrame, { type: 'append' }>['records'];
export type Acknowledged = { readonly batch: Batch; readonly indexes: readonly number[] };

export const logOf = (seed: number): SigningKeyPair =>
  signingKeyPairFromSeed(new Uint8Array(32).fill(seed));

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Resolves once it listens. */
export async function startRelay(folder: string, port: number): Promise<ChildProcess> {
  const relay = spawn(process.execPath, ['relay/main.ts'], {
    env: { ...process.env, PORT: `${port}`, DATA: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { stdout } = relay;
  if (stdout === null) throw new Error('the relay has no output');
  await once(stdout, 'data');
  return relay;
}

export async function ended(relay: ChildProcess): Promise<void> {
  if (relay.exitCode === null && relay.signalCode === null) await once(relay, 'exit');
}

/**
 * Offers every batch at once and resolves when the connection is gone.
 * @param onAcknowledged told how many batches have an answer by now
 */
export function appendUntilGone(
  port: number,
  log: SigningKeyPair,
  batches: readonly Batch[],
  onAcknowledged: (count: number) => void,
): Promise<readonly Acknowledged[]> {
  const acknowledged: Acknowledged[] = [];
  const socket = new WebSocket(`ws://127.0.0.1:${port}/relay`);
  const answer = (frame: RelayFrame): void => {
    if (frame.type === 'hello') {
      const nonce = new Uint8Array(32);
      const { nonce: theirs, time } = frame;
      const origin = `http://localhost:${port}`;
      const content = authenticationContent(origin, log.publicKey, theirs, nonce, time);
      const signature = sign(log.secretKey, content);
      const logId = log.publicKey;
      const grant = { kind: 'founder', pass: null } as const;
      socket.send(encodeFrame({ type: 'auth', logId, nonce, time, signature, grant }));
    }
    if (frame.type === 'usage') {
      for (const [request, records] of batches.entries()) {
        socket.send(encodeFrame({ type: 'append', request, seen: 0, records }));
      }
    }
    if (frame.type === 'appended') {
      const batch = batches[frame.request];
      if (batch !== undefined) acknowledged.push({ batch, indexes: frame.indexes });
      onAcknowledged(acknowledged.length);
    }
  };
  return new Promise((resolve) => {
    socket.on('message', (message: Buffer) => {
      const frame = decodeRelayFrame(new Uint8Array(message));
      if (frame.ok) answer(frame.value);
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(acknowledged));
  });
}
