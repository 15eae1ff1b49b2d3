import type { SocketEvents, Transport } from '../../client/sync/logConnection.ts';
import { announced, RELAY_LIMITS } from '../../relay/connection.ts';
import {
  decodeClientFrame,
  encodeFrame,
  type ClientFrame,
  type RelayFrame,
} from '../../relay/frames.ts';
import type { Simulation } from './simulation.ts';

/** A network whose other end is the test itself. */

export const RELAY_NONCE = new Uint8Array(32).fill(5);

/** One socket as the relay's end sees it. */
export type FarEnd = {
  readonly openedAtMs: number;
  readonly sent: ClientFrame[];
  readonly events: SocketEvents;
  isClosed: boolean;
  say(frame: RelayFrame): void;
  /** Greets at `time`, in Unix seconds, and opens a log of so many records. */
  open(records: number, time?: number): Promise<void>;
};

export function handDrivenTransport(simulation: Simulation) {
  const sockets: FarEnd[] = [];
  const transport: Transport = (_relay, events) => {
    const end: FarEnd = {
      openedAtMs: simulation.timers.nowMs(),
      sent: [],
      events,
      isClosed: false,
      say: (frame) => events.onFrame(encodeFrame(frame)),
      async open(records, time = Math.floor(simulation.timers.nowMs() / 1000)) {
        end.say(hello(time));
        end.say({ type: 'usage', records, lastBarrier: 0, hour: 0 });
        await simulation.settle();
      },
    };
    sockets.push(end);
    return {
      send(bytes) {
        const frame = decodeClientFrame(bytes);
        if (!frame.ok) throw new Error('the client sent what is no frame');
        if (!end.isClosed) end.sent.push(frame.value);
      },
      close() {
        end.isClosed = true;
      },
    };
  };
  return {
    transport,
    sockets,
    last(): FarEnd {
      const last = sockets.at(-1);
      if (last === undefined) throw new Error('no socket has been opened');
      return last;
    },
  };
}

export function hello(time: number): RelayFrame {
  const limits = announced(RELAY_LIMITS);
  return { type: 'hello', nonce: RELAY_NONCE, time, asksPass: false, limits };
}

/** Records of these indexes, each with its index for text. */
export function recordsFrame(...indexes: number[]): RelayFrame {
  return {
    type: 'records',
    records: indexes.map((index) => ({
      index,
      hour: 1,
      expiry: 2,
      isBarrier: false,
      hash: new Uint8Array(32),
      bytes: new TextEncoder().encode(String(index)),
    })),
  };
}
