import { bucketOf, sign } from '../../crypto/index.ts';
import {
  authenticationContent,
  childContent,
  decodeClientFrame,
  decodeRelayFrame,
  encodeFrame,
  type ClientFrame,
  type Grant,
  type RelayFrame,
} from '../../relay/frames.ts';
import type { RandomBytes } from '../storage/generation.ts';
import { retryDelayMs } from './backOff.ts';
import type {
  AppendResult,
  LogAddress,
  LogConnection,
  LogEvents,
  Socket,
  Timers,
  Transport,
} from './logConnection.ts';

/** From the attempt to connect until the log is open. */
const OPEN_WITHIN_MS = 15_000;
/** A half-dead connection is known by the append that it does not answer. */
const ANSWER_WITHIN_MS = 20_000;

/** `after` the index up to which this device has taken the log, 0 for none. */
export type FollowOptions = {
  readonly transport: Transport;
  readonly timers: Timers;
  readonly random: RandomBytes;
  readonly address: LogAddress;
  readonly after: number;
  readonly events: LogEvents;
};

type Pending = { resolve(result: AppendResult): void; cancelTimeout(): void };
type Frame<Type extends RelayFrame['type']> = Extract<RelayFrame, { type: Type }>;

/** One socket from its opening to its end. */
type Conversation = {
  socket: Socket | null;
  phase: 'greeting' | 'authenticating' | 'open';
  readonly pending: Map<number, Pending>;
  cancelTimeout(): void;
  /** The relay's own time, Unix seconds. */
  relayTime: number;
  /** How many records the log held when it opened. */
  held: number;
  /** The index up to which records have arrived, taken or not; null until they have been asked for. */
  arrived: number | null;
  isCaughtUp: boolean;
};

/**
 * Follows one log until closed. `append` throws `RangeError` on what no frame can carry, relay/PROTOCOL.md: to
 * keep within the limits is for the caller.
 */
export function followLog(options: FollowOptions): LogConnection {
  const { transport, timers, random, address, events } = options;
  let taken = options.after;
  let failures = 0;
  let lastRequest = 0;
  let current: Conversation | null = null;
  let cancelRetry = (): void => undefined;
  /** All calls of `onRecords` so far, one after another, across connections. */
  let taking = Promise.resolve();

  function converse(): void {
    const conversation: Conversation = {
      socket: null,
      phase: 'greeting',
      pending: new Map(),
      cancelTimeout: timers.after(OPEN_WITHIN_MS, () => lose(conversation)),
      relayTime: 0,
      held: 0,
      arrived: null,
      isCaughtUp: false,
    };
    current = conversation;
    conversation.socket = transport(address.relay, {
      onOpen: () => undefined,
      onFrame(bytes) {
        if (current !== conversation) return;
        const frame = decodeRelayFrame(bytes);
        if (!frame.ok || !receive(conversation, frame.value)) lose(conversation);
      },
      onClose: () => lose(conversation),
    });
    // The transport may have failed before it returned.
    if (current !== conversation) conversation.socket.close();
  }

  function end(conversation: Conversation): void {
    current = null;
    conversation.cancelTimeout();
    conversation.socket?.close();
    for (const pending of conversation.pending.values()) {
      pending.cancelTimeout();
      pending.resolve('lost');
    }
  }

  function lose(conversation: Conversation): void {
    if (current !== conversation) return;
    end(conversation);
    cancelRetry = timers.after(retryDelayMs(failures, random), converse);
    failures += 1;
    if (conversation.phase === 'open') events.onDisconnected();
  }

  function send(conversation: Conversation, frame: ClientFrame): void {
    conversation.socket?.send(encodeFrame(frame));
  }

  /** @returns false for what ends the conversation */
  function receive(conversation: Conversation, frame: RelayFrame): boolean {
    switch (frame.type) {
      case 'hello':
        return authenticate(conversation, frame);
      case 'usage':
        return open(conversation, frame);
      case 'records':
        return queue(conversation, frame);
      case 'appended':
      case 'stale':
        return answer(conversation, frame.request, frame.type);
      case 'error':
        return refused(conversation, frame);
    }
  }

  function refused(conversation: Conversation, { code, request }: Frame<'error'>): boolean {
    if (code === 'no-such-log' || code === 'unauthenticated') events.onRefused?.(code);
    if (request === null) return false;
    return answer(conversation, request, code === 'over-quota' ? code : 'not-stored');
  }

  function authenticate(conversation: Conversation, hello: Frame<'hello'>): boolean {
    if (conversation.phase !== 'greeting') return false;
    conversation.phase = 'authenticating';
    conversation.relayTime = hello.time;
    const { publicKey: logId, secretKey } = address.log;
    const nonce = random(32);
    // By the relay's time, because a relay refuses a clock a day off and the nonces bind the moment anyway.
    const { time } = hello;
    const content = authenticationContent(address.relay, logId, hello.nonce, nonce, time);
    const signature = sign(secretKey, content);
    const grant = grantFor(address, time);
    send(conversation, { type: 'auth', logId, nonce, time, signature, grant });
    return true;
  }

  function open(conversation: Conversation, usage: Frame<'usage'>): boolean {
    if (conversation.phase !== 'authenticating') return false;
    // A log never shrinks: a relay that holds less than was taken from it would let news pass unseen.
    if (usage.records < taken) {
      events.onShortened?.();
      return false;
    }
    conversation.phase = 'open';
    conversation.held = usage.records;
    conversation.cancelTimeout();
    events.onOpened?.(bucketOf(conversation.relayTime));
    // What the last connection brought may still be on its way to being taken.
    taking = taking
      .then(() => {
        conversation.arrived = taken;
        send(conversation, { type: 'read', after: taken });
        announceCaughtUp(conversation);
      })
      // Whatever went wrong, the next connection reads.
      .catch(() => lose(conversation));
    return true;
  }

  function queue(conversation: Conversation, { records }: Frame<'records'>): boolean {
    const { arrived } = conversation;
    if (arrived === null || records.length === 0) return false;
    if (!records.every(({ index }, at) => index === arrived + 1 + at)) return false;
    conversation.arrived = arrived + records.length;
    taking = taking.then(() => take(conversation, records)).catch(() => lose(conversation));
    return true;
  }

  async function take(conversation: Conversation, records: Frame<'records'>['records']) {
    if (current !== conversation) return;
    try {
      await events.onRecords(
        records.map(({ index, hour, expiry, hash, bytes }) => ({
          index,
          hour,
          expiry,
          hash,
          bytes,
        })),
      );
    } catch {
      lose(conversation);
      return;
    }
    taken += records.length;
    announceCaughtUp(conversation);
  }

  function announceCaughtUp(conversation: Conversation): void {
    if (current !== conversation || conversation.isCaughtUp || taken < conversation.held) return;
    conversation.isCaughtUp = true;
    failures = 0;
    events.onCaughtUp(bucketOf(conversation.relayTime));
  }

  function answer(conversation: Conversation, request: number, result: AppendResult): boolean {
    const pending = conversation.pending.get(request);
    if (pending === undefined) return false;
    conversation.pending.delete(request);
    pending.cancelTimeout();
    pending.resolve(result);
    return true;
  }

  converse();

  return {
    append(seen, records) {
      const request = lastRequest + 1;
      const frame = encodeFrame({ type: 'append', request, seen, records: [...records] });
      if (!decodeClientFrame(frame).ok) throw new RangeError('no append of the relay protocol');
      const conversation = current;
      if (conversation?.phase !== 'open') return Promise.resolve('lost');
      lastRequest = request;
      return new Promise((resolve) => {
        const cancelTimeout = timers.after(ANSWER_WITHIN_MS, () => lose(conversation));
        conversation.pending.set(request, { resolve, cancelTimeout });
        conversation.socket?.send(frame);
      });
    },
    close() {
      cancelRetry();
      if (current !== null) end(current);
    },
  };
}

function grantFor({ relay, log, making }: LogAddress, time: number): Grant {
  switch (making.kind) {
    case 'none':
      return null;
    case 'founder':
      return { kind: 'founder', pass: null };
    case 'parent': {
      const { publicKey: logId, secretKey } = making.log;
      const signature = sign(secretKey, childContent(relay, logId, log.publicKey, time));
      return { kind: 'parent', logId, signature };
    }
  }
}
