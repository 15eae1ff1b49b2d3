import type { AddressInfo } from 'node:net';
import { WebSocket } from 'ws';
import { sign, signingKeyPairFromSeed } from '../../crypto/signature.ts';
import { RELAY_LIMITS, type RelayLimits } from '../../relay/connection.ts';
import {
  authenticationContent,
  childContent,
  decodeRelayFrame,
  encodeFrame,
  type ClientFrame,
  type Grant,
  type RelayFrame,
} from '../../relay/frames.ts';
import type { LogStore } from '../../relay/logStore.ts';
import { createRelay, type Relay } from '../../relay/server.ts';

/** The relay over real sockets, its time given, and clients that say and hear single frames. */

export const ORIGIN = 'http://relay.test';
export const START_MS = 1_795_521_600_000;
export const FOUNDER: Grant = { kind: 'founder', pass: null };
export const filled = (byte: number) => new Uint8Array(32).fill(byte);
export const logOf = (seed: number) => signingKeyPairFromSeed(filled(seed));

export async function startTestRelay(options: {
  readonly store: LogStore;
  readonly now: () => number;
  readonly limits?: Partial<RelayLimits>;
  readonly passes?: readonly Uint8Array[] | null;
}): Promise<Relay> {
  const { store, now, limits = {}, passes = null } = options;
  const relay = createRelay({
    store,
    passes,
    staticFolder: 'absent',
    origin: ORIGIN,
    // Quiet for longer than any test, so that none is cut off for being quiet alone.
    limits: { ...RELAY_LIMITS, farewellMs: 50, quietMs: 600_000, ...limits },
    now,
    randomBytes: filled.bind(null, 5),
  });
  await new Promise<void>((resolve) => {
    relay.http.listen(0, '127.0.0.1', resolve);
  });
  return relay;
}

/** One connection, with what it has received waiting in a queue. */
export class RelayClient {
  readonly socket: WebSocket;
  readonly #arrived: RelayFrame[] = [];
  #wake: () => void = () => undefined;

  constructor(relay: Relay) {
    const { port } = relay.http.address() as AddressInfo;
    this.socket = new WebSocket(`ws://127.0.0.1:${port}/relay`);
    this.socket.on('error', () => undefined);
    this.socket.on('message', (message: Buffer) => {
      const frame = decodeRelayFrame(new Uint8Array(message));
      if (!frame.ok) throw new Error('the relay sent what is no frame');
      this.#arrived.push(frame.value);
      this.#wake();
    });
  }

  send(frame: ClientFrame): void {
    this.socket.send(encodeFrame(frame));
  }

  next<Type extends RelayFrame['type']>(type: Type) {
    return this.either(type);
  }

  async either<Type extends RelayFrame['type']>(...types: readonly Type[]) {
    for (;;) {
      const frame = this.#arrived.shift();
      const isExpected = types.some((type) => frame?.type === type);
      if (isExpected) return frame as Extract<RelayFrame, { type: Type }>;
      if (frame !== undefined) throw new Error(`expected ${types.join()}, got ${frame.type}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  closed(): Promise<void> {
    return new Promise((resolve) => {
      if (this.socket.readyState === WebSocket.CLOSED) resolve();
      else this.socket.once('close', () => resolve());
    });
  }
}

/** Says whose log it wants, at this time. */
export async function knock(
  relay: Relay,
  nowMs: number,
  seed = 1,
  grant: Grant = FOUNDER,
): Promise<RelayClient> {
  const client = new RelayClient(relay);
  const { nonce } = await client.next('hello');
  const { publicKey, secretKey } = logOf(seed);
  const time = Math.floor(nowMs / 1000);
  const content = authenticationContent(ORIGIN, publicKey, nonce, filled(9), time);
  const signature = sign(secretKey, content);
  client.send({ type: 'auth', logId: publicKey, nonce: filled(9), time, signature, grant });
  return client;
}

/** The signature of the log of one seed for that of another. */
export function signedBy(parent: number, child: number, nowMs: number, origin = ORIGIN): Grant {
  const { publicKey: logId, secretKey } = logOf(parent);
  const time = Math.floor(nowMs / 1000);
  const content = childContent(origin, logId, logOf(child).publicKey, time);
  return { kind: 'parent', logId, signature: sign(secretKey, content) };
}

export const append = (
  request: number,
  seen: number,
  text: string,
  isBarrier = false,
): ClientFrame => ({
  type: 'append',
  request,
  seen,
  records: [{ bytes: new TextEncoder().encode(text), expiry: 9000, isBarrier }],
});
export const textsOf = (frame: Extract<RelayFrame, { type: 'records' }>) =>
  frame.records.map(({ bytes }) => (bytes === null ? null : new TextDecoder().decode(bytes)));
