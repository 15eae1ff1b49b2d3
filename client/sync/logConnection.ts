import type { SigningKeyPair } from '../../crypto/index.ts';

/** One log at one relay, relay/PROTOCOL.md: read from where this device stands, live from there on, kept connected. */

/** Time as the client sees it; tests replace it. */
export type Timers = {
  /** Unix milliseconds of the local clock. */
  nowMs(): number;
  /** @returns how to cancel */
  after(delayMs: number, run: () => void): () => void;
};

/** One WebSocket, or what stands for it in tests. `send` after `close` does nothing. */
export type Socket = {
  send(frame: Uint8Array): void;
  close(): void;
};
export type SocketEvents = {
  onOpen(): void;
  onFrame(frame: Uint8Array): void;
  /** Once, whatever ended it; nothing follows. */
  onClose(): void;
};
/** @param relay an http(s) origin; the socket is at its `/relay` */
export type Transport = (relay: string, events: SocketEvents) => Socket;

/** `bytes` null: the record has expired and only its hash is left. */
export type LogRecord = {
  readonly index: number;
  readonly hour: number;
  readonly expiry: number;
  readonly hash: Uint8Array;
  readonly bytes: Uint8Array | null;
};
export type NewLogRecord = {
  readonly bytes: Uint8Array;
  readonly expiry: number;
  readonly isBarrier: boolean;
};

/**
 * `over-quota`: the log is full for now. `lost`: the connection ended first, so whether it stands will be seen in
 * the log.
 */
export type AppendResult = 'appended' | 'stale' | 'not-stored' | 'over-quota' | 'lost';

export type LogEvents = {
  /**
   * In order, without gap or repetition, never before the last call has resolved. A rejection ends the connection
   * for this time; what was not taken is read again.
   */
  onRecords(records: readonly LogRecord[]): Promise<void>;
  /** The log is open, and nothing of it has been read. @param hour the relay's own time */
  onOpened?(relayHour: number): void;
  /** Everything that the log held when the connection opened has been taken. @param hour the relay's own time */
  onCaughtUp(relayHour: number): void;
  onDisconnected(): void;
  /** The relay holds less than has been taken from it: nothing is read or sent before it shows the whole log again. */
  onShortened?(): void;
  /**
   * The relay does not hold the log and will not make it, or does not take this device's word for its key: it goes by
   * another address or another time. Asking goes on.
   */
  onRefused?(why: 'no-such-log' | 'unauthenticated'): void;
};

export type LogConnection = {
  /** @param seen the index up to which this device has processed the log */
  append(seen: number, records: readonly NewLogRecord[]): Promise<AppendResult>;
  /** For good. */
  close(): void;
};

/**
 * By what the relay is asked to make the log, should it not hold it: nothing, for what somebody else has made; the
 * word of whoever founds; or the key of another log that it holds.
 */
export type Making =
  | { readonly kind: 'none' }
  | { readonly kind: 'founder' }
  | { readonly kind: 'parent'; readonly log: SigningKeyPair };

export type LogAddress = {
  readonly relay: string;
  readonly log: SigningKeyPair;
  readonly making: Making;
};
