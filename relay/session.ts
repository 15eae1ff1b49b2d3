import { equalBytes } from '../crypto/bytes.ts';
import { verify } from '../crypto/signature.ts';
import {
  authenticationContent,
  type AnnouncedLimits,
  type ClientFrame,
  type RelayFrame,
} from './frames.ts';
import type { AskedLog } from './openLog.ts';
import type { AppendOutcome, AppendRequest, LogStats, StoredRecord } from './logStore.ts';

/**
 * One connection's conversation, PROTOCOL.md: pure, so that every order of frames can be tried without a
 * socket. The server carries out the effects and feeds their outcomes back.
 */

/** A client whose clock is further off than this signs for another moment. */
const MOST_CLOCK_DIFFERENCE_SECONDS = 24 * 3600;

export type Session =
  | { readonly phase: 'greeted'; readonly origin: string; readonly nonce: Uint8Array }
  /** `sentUpTo` is null until the client has asked to read. */
  | { readonly phase: 'open'; readonly logId: Uint8Array; readonly sentUpTo: number | null }
  | { readonly phase: 'closed' };

export type Effect =
  | { readonly kind: 'send'; readonly frame: RelayFrame }
  /** Goes on with `usageFrame`, or is over with `refuse('no-such-log')`. */
  | { readonly kind: 'open-log'; readonly asked: AskedLog }
  | { readonly kind: 'append'; readonly request: number; readonly append: AppendRequest }
  /** Read from the store after this index and report with `deliver`, then go on with what arrives. */
  | { readonly kind: 'read'; readonly logId: Uint8Array; readonly after: number }
  | { readonly kind: 'close' };

export type Step = { readonly session: Session; readonly effects: readonly Effect[] };

/** What a relay says of itself before it is asked. */
export type Greeting = {
  readonly origin: string;
  readonly asksPass: boolean;
  readonly limits: AnnouncedLimits;
};

/** @param nonce 32 random bytes; @param now Unix seconds */
export function greet(greeting: Greeting, nonce: Uint8Array, now: number): Step {
  const { origin, asksPass, limits } = greeting;
  return {
    session: { phase: 'greeted', origin, nonce },
    effects: [{ kind: 'send', frame: { type: 'hello', nonce, time: now, asksPass, limits } }],
  };
}

/** Says why, and ends the conversation. */
export function refuse(code: Extract<RelayFrame, { type: 'error' }>['code']): Step {
  return {
    session: { phase: 'closed' },
    effects: [{ kind: 'send', frame: { type: 'error', code, request: null } }, { kind: 'close' }],
  };
}

/** @param now Unix seconds */
export function receive(session: Session, frame: ClientFrame, now: number): Step {
  if (session.phase === 'closed') return { session, effects: [] };
  if (session.phase === 'greeted') {
    return frame.type === 'auth' ? authenticate(session, frame, now) : refuse('unauthenticated');
  }
  switch (frame.type) {
    case 'auth':
      return refuse('malformed');
    case 'append': {
      const append = { logId: session.logId, seen: frame.seen, records: frame.records };
      return { session, effects: [{ kind: 'append', request: frame.request, append }] };
    }
    case 'read':
      // Once: what was read again and again would be sent at no cost to the reader.
      if (session.sentUpTo !== null) return refuse('malformed');
      return {
        session: { ...session, sentUpTo: frame.after },
        effects: [{ kind: 'read', logId: session.logId, after: frame.after }],
      };
  }
}

function authenticate(
  session: Extract<Session, { phase: 'greeted' }>,
  frame: Extract<ClientFrame, { type: 'auth' }>,
  now: number,
): Step {
  const { logId, nonce, time, signature, grant } = frame;
  const { origin } = session;
  const isNow = Math.abs(now - time) <= MOST_CLOCK_DIFFERENCE_SECONDS;
  const content = authenticationContent(origin, logId, session.nonce, nonce, time);
  if (!isNow || !verify(logId, content, signature)) return refuse('unauthenticated');
  return {
    session: { phase: 'open', logId, sentUpTo: null },
    effects: [{ kind: 'open-log', asked: { origin, logId, time, grant } }],
  };
}

/** The answer to `open-log`. */
export function usageFrame({ records, lastBarrier, hour }: LogStats): RelayFrame {
  return { type: 'usage', records, lastBarrier, hour };
}

/** The answer to `append`, to be given only once the store's transaction is durable. */
export function answer(session: Session, request: number, outcome: AppendOutcome): Step {
  const say = (frame: RelayFrame): Step => ({ session, effects: [{ kind: 'send', frame }] });
  switch (outcome.kind) {
    case 'appended': {
      const { indexes, hour } = outcome;
      return say({ type: 'appended', request, indexes: [...indexes], hour });
    }
    case 'stale':
      return say({ type: 'stale', request, lastBarrier: outcome.lastBarrier });
    case 'over-quota':
      return say({ type: 'error', code: 'over-quota', request });
    case 'no-such-log':
      // Forgotten while it was open and empty: who comes again may make it again.
      return refuse('no-such-log');
  }
}

/**
 * Records of a log, read back or just appended, for a connection that may have some of them already: what it
 * has is left out, and records that do not follow on are not sent but asked for again. So there is neither
 * gap nor duplicate, in whatever order reading and live delivery meet.
 */
export function deliver(
  session: Session,
  logId: Uint8Array,
  records: readonly StoredRecord[],
): Step {
  if (session.phase !== 'open' || session.sentUpTo === null || !equalBytes(session.logId, logId)) {
    return { session, effects: [] };
  }
  const { sentUpTo } = session;
  // The same array where nothing is left out, so that readers at one place share its encoding.
  const isAllNews = (records[0]?.index ?? 0) > sentUpTo;
  const news = isAllNews ? records : records.filter((record) => record.index > sentUpTo);
  const [first] = news;
  if (first === undefined) return { session, effects: [] };
  if (first.index !== sentUpTo + 1) {
    return { session, effects: [{ kind: 'read', logId, after: sentUpTo }] };
  }
  return {
    session: { ...session, sentUpTo: news.at(-1)?.index ?? sentUpTo },
    effects: [{ kind: 'send', frame: { type: 'records', records: news } }],
  };
}
