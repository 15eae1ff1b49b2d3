import { equalBytes } from '../../crypto/bytes.ts';
import { bucketOf } from '../../crypto/expiryTree.ts';
import type { Socket, SocketEvents, Transport } from '../../client/sync/logConnection.ts';
import { announced, RELAY_LIMITS, type RelayLimits } from '../../relay/connection.ts';
import { decodeClientFrame, encodeFrame, LIMITS, type RelayFrame } from '../../relay/frames.ts';
import type { AppendRequest, LogStore, StoredRecord } from '../../relay/logStore.ts';
import { createMemoryLogStore } from '../../relay/memoryLogStore.ts';
import { openLog, type AskedLog } from '../../relay/openLog.ts';
import {
  answer,
  deliver,
  greet,
  receive,
  refuse,
  usageFrame,
  type Session,
  type Step,
} from '../../relay/session.ts';
import type { Simulation } from './simulation.ts';

/** The relay's own session and store, joined by a network that is given: delays by the seed, no sockets. */

/** @returns what is sent instead; null for nothing */
type Tampering = (frame: RelayFrame, name: string) => RelayFrame | null;

export type SimulatedRelay = {
  /** @param name of the device, by which it can be cut off */
  transportFor(name: string): Transport;
  /** Its sockets break, with what is on its way in them, and new ones fail until it is restored. */
  cut(name: string): void;
  restore(name: string): void;
  /** Takes leave of everybody as the relay does; what it stored stands. */
  stop(): void;
  start(): void;
  /** Erases what has expired by the simulated time, with the relay's ten minutes of grace. */
  expire(): void;
  /** Every record that was ever received, whether it was stored or not. */
  everyByte(): readonly Uint8Array[];
  log(logId: Uint8Array): readonly StoredRecord[];
  /** How often the device has called so far. */
  conversations(name: string): number;
  /** What the device sends is on its way until it is let go; what is said to it arrives. */
  hold(name: string): void;
  letGo(name: string): void;
  /** From now on its clock is wrong by so much. */
  runAhead(ms: number): void;
  /** Its disk is full: whatever comes is answered "not stored". */
  refuseAppends(isFull: boolean): void;
  /** From now on other limits hold: what a log may hold, and how many empty ones an account. */
  limit(changed: Partial<RelayLimits>): void;
  /** Makes the relay a hostile one. */
  tamper(tampering: Tampering): void;
};

/** One socket with its conversation. Each direction keeps its order, whatever the delays. */
type Line = {
  readonly name: string;
  readonly events: SocketEvents;
  readonly toRelay: (() => void)[];
  readonly toClient: (() => void)[];
  session: Session;
  isUp: boolean;
};

const PORTION_BYTES = 64 * 1024;
const GRACE_SECONDS = 600;
const MOST_DELAY_MS = 5;

export function createSimulatedRelay(
  simulation: Simulation,
  options: { readonly origin: string; readonly store?: LogStore },
): SimulatedRelay {
  const { timers } = simulation;
  const { origin, store = createMemoryLogStore() } = options;
  const lines = new Set<Line>();
  const held = new Set<string>();
  const cutOff = new Set<string>();
  const received: Uint8Array[] = [];
  const calls: string[] = [];
  let isRunning = true;
  let isFull = false;
  let aheadMs = 0;
  let limits = RELAY_LIMITS;
  let tampering: Tampering = (frame) => frame;

  const greeting = () => ({ origin, asksPass: false, limits: announced(limits) });
  const nowSeconds = () => Math.floor((timers.nowMs() + aheadMs) / 1000);

  function after(run: () => void): void {
    const [chance = 0] = simulation.random(1);
    timers.after(chance % (MOST_DELAY_MS + 1), run);
  }

  function travel(line: Line, way: 'toRelay' | 'toClient', run: () => void): void {
    line[way].push(run);
    after(() => arrive(line, way));
  }

  function arrive(line: Line, way: 'toRelay' | 'toClient'): void {
    if (way === 'toRelay' && held.has(line.name)) return;
    const arrived = line[way].shift();
    if (line.isUp) arrived?.();
  }

  function breakOff(line: Line): void {
    if (!lines.delete(line)) return;
    line.isUp = false;
    after(() => line.events.onClose());
  }

  function take(line: Line, step: Step): void {
    line.session = step.session;
    for (const effect of step.effects) {
      switch (effect.kind) {
        case 'send':
          send(line, effect.frame);
          break;
        case 'open-log':
          open(line, effect.asked);
          break;
        case 'append': {
          received.push(...effect.append.records.map(({ bytes }) => bytes.slice()));
          append(line, effect.request, effect.append);
          for (const reader of lines) catchUp(reader, effect.append.logId);
          break;
        }
        case 'read':
          catchUp(line, effect.logId);
          break;
        case 'close':
          // From now on the relay hears nothing; what it has said still arrives.
          travel(line, 'toClient', () => breakOff(line));
          break;
      }
    }
  }

  function open(line: Line, asked: AskedLog): void {
    const { emptyLogs } = limits;
    const stats = openLog(asked, store, { passes: null, emptyLogs }, bucketOf(nowSeconds()));
    if (stats === null) take(line, refuse('no-such-log'));
    else send(line, usageFrame(stats));
  }

  function append(line: Line, request: number, asked: AppendRequest): void {
    try {
      if (isFull) throw new Error('no room');
      const [outcome] = store.append([asked], bucketOf(nowSeconds()), limits);
      if (outcome === undefined) throw new Error('a store answers each request');
      take(line, answer(line.session, request, outcome));
    } catch {
      send(line, { type: 'error', code: 'not-stored', request });
    }
  }

  function send(line: Line, frame: RelayFrame): void {
    const sent = tampering(frame, line.name);
    if (sent === null) return;
    const bytes = encodeFrame(sent);
    travel(line, 'toClient', () => line.events.onFrame(bytes));
  }

  function catchUp(line: Line, logId: Uint8Array): void {
    for (;;) {
      const { session } = line;
      if (session.phase !== 'open' || session.sentUpTo === null) return;
      if (!equalBytes(session.logId, logId)) return;
      const records = store.read(logId, session.sentUpTo, PORTION_BYTES, LIMITS.batchRecords);
      if (records.length === 0) return;
      take(line, deliver(session, logId, records));
    }
  }

  function transportFor(name: string): Transport {
    return (relay, events): Socket => {
      calls.push(name);
      const isReached = isRunning && !cutOff.has(name) && relay === origin;
      const line: Line = {
        name,
        events,
        toRelay: [],
        toClient: [],
        session: { phase: 'closed' },
        isUp: true,
      };
      lines.add(line);
      if (isReached) {
        travel(line, 'toClient', () => events.onOpen());
        travel(line, 'toRelay', () =>
          take(line, greet(greeting(), simulation.random(32), nowSeconds())),
        );
      } else breakOff(line);
      return {
        send(bytes) {
          const sent = bytes.slice();
          travel(line, 'toRelay', () => {
            const frame = decodeClientFrame(sent);
            const { session } = line;
            if (session.phase === 'closed') return;
            take(
              line,
              frame.ok ? receive(session, frame.value, nowSeconds()) : refuse('malformed'),
            );
          });
        },
        close: () => breakOff(line),
      };
    };
  }

  return {
    transportFor,
    cut(name) {
      cutOff.add(name);
      for (const line of lines) if (line.name === name) breakOff(line);
    },
    restore: (name) => void cutOff.delete(name),
    stop() {
      isRunning = false;
      for (const line of lines) take(line, refuse('closing'));
    },
    start() {
      isRunning = true;
    },
    expire() {
      store.forgetEmpty(bucketOf(nowSeconds()) - limits.emptyLogHours);
      store.expire(bucketOf(nowSeconds() - GRACE_SECONDS));
    },
    everyByte: () => [...received],
    conversations: (name) => calls.filter((caller) => caller === name).length,
    log: (logId) => store.read(logId, 0, Infinity, Infinity),
    hold: (name) => void held.add(name),
    letGo(name) {
      held.delete(name);
      for (const line of lines) {
        if (line.name !== name) continue;
        while (line.toRelay.length > 0) arrive(line, 'toRelay');
      }
    },
    runAhead(ms) {
      aheadMs = ms;
    },
    refuseAppends(next) {
      isFull = next;
    },
    limit(changed) {
      limits = { ...limits, ...changed };
    },
    tamper(next) {
      tampering = next;
    },
  };
}
