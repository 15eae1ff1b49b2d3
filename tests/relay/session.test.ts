import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { sign, signingKeyPairFromSeed } from '../../crypto/signature.ts';
import { sodiumReady } from '../../crypto/sodium.ts';
import { authenticationContent, type ClientFrame } from '../../relay/frames.ts';
import { announced, RELAY_LIMITS } from '../../relay/connection.ts';
import type { AppendOutcome, StoredRecord } from '../../relay/logStore.ts';
import {
  answer,
  deliver,
  greet,
  receive,
  refuse,
  usageFrame,
  type Session,
} from '../../relay/session.ts';

const filled = (byte: number) => new Uint8Array(32).fill(byte);
const ORIGIN = 'https://relay.example.org';
const NOW = 1_795_521_600;
const relayNonce = filled(8);

beforeAll(() => sodiumReady);

const log = () => signingKeyPairFromSeed(filled(1));

function auth(changed: { origin?: string; nonce?: Uint8Array; time?: number } = {}): ClientFrame {
  const { publicKey, secretKey } = log();
  const { origin = ORIGIN, nonce = relayNonce, time = NOW } = changed;
  const content = authenticationContent(origin, publicKey, nonce, filled(9), time);
  const signature = sign(secretKey, content);
  return { type: 'auth', logId: publicKey, nonce: filled(9), time, signature, grant: null };
}

const greeting = { origin: ORIGIN, asksPass: false, limits: announced(RELAY_LIMITS) };
const greeted = () => greet(greeting, relayNonce, NOW).session;
const opened = (): Session => receive(greeted(), auth(), NOW).session;
const reading = (after = 0): Session => receive(opened(), { type: 'read', after }, NOW).session;
const record = (index: number): StoredRecord => ({
  index,
  hour: 1,
  expiry: 2,
  isBarrier: false,
  hash: filled(index % 256),
  bytes: filled(index % 256),
});

describe('opening a connection', () => {
  test('whoever holds the log’s key is let in', () => {
    const step = receive(greeted(), auth(), NOW);
    expect(step.session).toEqual({ phase: 'open', logId: log().publicKey, sentUpTo: null });
    const asked = { origin: ORIGIN, logId: log().publicKey, time: NOW, grant: null };
    expect(step.effects).toEqual([{ kind: 'open-log', asked }]);
  });

  test.each([
    ['signed for another relay', { origin: 'https://other.example.org' }],
    ['replayed from another connection', { nonce: filled(7) }],
    ['of another day', { time: NOW - 25 * 3600 }],
  ])('an authentication %s is refused and the connection closed', (_, changed) => {
    const step = receive(greeted(), auth(changed), NOW);
    expect(step.session).toEqual({ phase: 'closed' });
    expect(step.effects).toEqual([
      { kind: 'send', frame: { type: 'error', code: 'unauthenticated', request: null } },
      { kind: 'close' },
    ]);
  });

  test('Eve reads and appends nothing before she has authenticated, nor under a second name', () => {
    const frames: ClientFrame[] = [
      { type: 'read', after: 0 },
      {
        type: 'append',
        request: 1,
        seen: 0,
        records: [{ bytes: filled(1), expiry: 1, isBarrier: false }],
      },
    ];
    for (const frame of frames) {
      expect(receive(greeted(), frame, NOW).session).toEqual({ phase: 'closed' });
    }
    expect(receive(opened(), auth(), NOW).session).toEqual({ phase: 'closed' });
    expect(receive(refuse('malformed').session, auth(), NOW).effects).toEqual([]);
  });
});

describe('an open connection', () => {
  test('appends to its own log and to no other', () => {
    const records = [{ bytes: filled(1), expiry: 5, isBarrier: true }];
    const step = receive(opened(), { type: 'append', request: 4, seen: 3, records }, NOW);
    expect(step.effects).toEqual([
      { kind: 'append', request: 4, append: { logId: log().publicKey, seen: 3, records } },
    ]);
  });

  test('answers in the words of the store', () => {
    const place = { records: 3, lastBarrier: 2, hour: 1 };
    expect(usageFrame({ ...place, bytes: 9 })).toEqual({ type: 'usage', ...place });
    const said = (outcome: AppendOutcome) => answer(opened(), 4, outcome).effects;
    expect([
      ...said({ kind: 'stale', lastBarrier: 9 }),
      ...said({ kind: 'appended', indexes: [1, 2], hour: 7, news: [] }),
      ...said({ kind: 'over-quota' }),
      ...said({ kind: 'no-such-log' }),
    ]).toEqual([
      { kind: 'send', frame: { type: 'stale', request: 4, lastBarrier: 9 } },
      { kind: 'send', frame: { type: 'appended', request: 4, indexes: [1, 2], hour: 7 } },
      { kind: 'send', frame: { type: 'error', code: 'over-quota', request: 4 } },
      { kind: 'send', frame: { type: 'error', code: 'no-such-log', request: null } },
      { kind: 'close' },
    ]);
  });

  test('reads once: who asks again is out of place', () => {
    const again = receive(reading(), { type: 'read', after: 0 }, NOW);
    expect(again).toEqual(refuse('malformed'));
  });

  test('receives nothing before it asked, and nothing of another log', () => {
    expect(deliver(opened(), log().publicKey, [record(1)]).effects).toEqual([]);
    expect(deliver(reading(), filled(2), [record(1)]).effects).toEqual([]);
  });

  test('sees every record once and in order, however reading and live delivery interleave', () => {
    const portion = fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 8 }));
    fc.assert(
      fc.property(fc.nat({ max: 5 }), fc.array(portion, { maxLength: 20 }), (after, portions) => {
        let session = reading(after);
        const sent: number[] = [];
        const show = (from: number, length: number): void => {
          const records = Array.from({ length }, (_, at) => record(from + at));
          const step = deliver(session, log().publicKey, records);
          session = step.session;
          for (const effect of step.effects) {
            if (effect.kind === 'send' && effect.frame.type === 'records') {
              sent.push(...effect.frame.records.map(({ index }) => index));
            }
            if (effect.kind === 'read') show(effect.after + 1, 8);
          }
        };
        for (const [from, length] of portions) show(from, length);
        expect(sent).toEqual(sent.map((_, at) => after + 1 + at));
      }),
      { seed: 80, numRuns: 300 },
    );
  });
});
