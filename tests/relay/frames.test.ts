import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concat, toHex } from '../../crypto/bytes.ts';
import { announced, RELAY_LIMITS } from '../../relay/connection.ts';
import {
  authenticationContent,
  childContent,
  decodeClientFrame,
  decodeRelayFrame,
  encodeFrame,
  ERROR_CODES,
  LIMITS,
  PASS_BYTES,
  type AnnouncedLimits,
  type ClientFrame,
  type RelayFrame,
} from '../../relay/frames.ts';

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const body = fc.uint8Array({ minLength: 1, maxLength: 300 });
const count = fc.maxSafeNat();
const hour = fc.integer({ min: 0, max: 0xffff_ffff });

const clientFrame: fc.Arbitrary<ClientFrame> = fc.oneof(
  fc.record({
    type: fc.constant('auth' as const),
    logId: bytes(32),
    nonce: bytes(32),
    time: count,
    signature: bytes(64),
    grant: fc.oneof(
      fc.constant(null),
      fc.record({
        kind: fc.constant('founder' as const),
        pass: fc.option(fc.uint8Array({ minLength: PASS_BYTES.least, maxLength: PASS_BYTES.most })),
      }),
      fc.record({
        kind: fc.constant('parent' as const),
        logId: bytes(32),
        signature: bytes(64),
      }),
    ),
  }),
  fc.record({
    type: fc.constant('append' as const),
    request: hour,
    seen: count,
    records: fc.array(fc.record({ bytes: body, expiry: hour, isBarrier: fc.boolean() }), {
      minLength: 1,
      maxLength: 5,
    }),
  }),
  fc.record({ type: fc.constant('read' as const), after: count }),
);

const relayFrame: fc.Arbitrary<RelayFrame> = fc.oneof(
  fc.record({
    type: fc.constant('hello' as const),
    nonce: bytes(32),
    time: count,
    asksPass: fc.boolean(),
    limits: count.map((most) => {
      const names = Object.keys(announced(RELAY_LIMITS));
      return Object.fromEntries(names.map((name) => [name, most])) as AnnouncedLimits;
    }),
  }),
  fc.record({ type: fc.constant('usage' as const), records: count, lastBarrier: count, hour }),
  fc.record({
    type: fc.constant('appended' as const),
    request: hour,
    indexes: fc.array(count, { maxLength: 5 }),
    hour,
  }),
  fc.record({ type: fc.constant('stale' as const), request: hour, lastBarrier: count }),
  fc.record({
    type: fc.constant('records' as const),
    records: fc.array(
      fc.record({
        index: count,
        hour,
        expiry: hour,
        isBarrier: fc.boolean(),
        hash: bytes(32),
        bytes: fc.option(body),
      }),
      { maxLength: 5 },
    ),
  }),
  fc.record({
    type: fc.constant('error' as const),
    code: fc.constantFrom(...ERROR_CODES),
    request: fc.option(hour),
  }),
);

const append = (records: Extract<ClientFrame, { type: 'append' }>['records']): ClientFrame => ({
  type: 'append',
  request: 1,
  seen: 0,
  records,
});
const record = (length: number) => ({
  bytes: new Uint8Array(length),
  expiry: 1,
  isBarrier: false,
});

describe('a frame', () => {
  test('is read as it was written, by the side it is meant for alone', () => {
    fc.assert(
      fc.property(clientFrame, (frame) => {
        expect(decodeClientFrame(encodeFrame(frame))).toEqual({ ok: true, value: frame });
        expect(decodeRelayFrame(encodeFrame(frame)).ok).toBe(false);
      }),
      { seed: 70 },
    );
    fc.assert(
      fc.property(relayFrame, (frame) => {
        expect(decodeRelayFrame(encodeFrame(frame))).toEqual({ ok: true, value: frame });
        expect(decodeClientFrame(encodeFrame(frame)).ok).toBe(false);
      }),
      { seed: 71 },
    );
  });

  test('cut short, lengthened or of any other bytes is refused, never thrown at the caller', () => {
    fc.assert(
      fc.property(clientFrame, fc.nat(), (frame, cut) => {
        const message = encodeFrame(frame);
        expect(decodeClientFrame(message.subarray(0, cut % message.length)).ok).toBe(false);
        expect(decodeClientFrame(concat(message, Uint8Array.of(0))).ok).toBe(false);
      }),
      { seed: 72 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (message) => {
        expect(decodeClientFrame(message).ok).toBe(false);
        expect(decodeRelayFrame(message).ok).toBe(false);
      }),
      { seed: 73, numRuns: 2000 },
    );
  });

  test('mutated in one byte, it is refused or is another frame in its one encoding', () => {
    fc.assert(
      fc.property(clientFrame, fc.nat(), fc.integer({ min: 1, max: 255 }), (frame, where, x) => {
        const message = encodeFrame(frame);
        const at = where % message.length;
        message[at] = (message[at] ?? 0) ^ x;
        const read = decodeClientFrame(message);
        if (read.ok) expect(toHex(encodeFrame(read.value))).toBe(toHex(message));
      }),
      { seed: 74, numRuns: 1000 },
    );
  });

  test('nested a hundred thousand deep, or claiming a gigabyte, is refused', () => {
    const deep = new Uint8Array(100_000).fill(0x81);
    const giant = Uint8Array.of(0x5a, 0x40, 0, 0, 0);
    expect(decodeClientFrame(deep).ok).toBe(false);
    expect(decodeClientFrame(giant).ok).toBe(false);
    expect(decodeClientFrame(new Uint8Array(LIMITS.frameBytes + 1)).ok).toBe(false);
  });

  test('of a million empty maps is refused before they are made', () => {
    const message = new Uint8Array(LIMITS.frameBytes).fill(0xa0);
    const items = message.length - 5;
    message.set([0x9a, 0, (items >> 16) & 255, (items >> 8) & 255, items & 255]);
    const before = process.memoryUsage().heapUsed;
    expect(decodeClientFrame(message).ok).toBe(false);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(20_000_000);
  });

  test('full of records is read by the client too', () => {
    const stored = { index: 1, hour: 1, expiry: 1, isBarrier: true, hash: new Uint8Array(32) };
    const records = Array.from({ length: LIMITS.batchRecords }, () => ({ ...stored, bytes: null }));
    expect(decodeRelayFrame(encodeFrame({ type: 'records', records })).ok).toBe(true);
  });

  test('at each limit is read, and one past it is not', () => {
    const reads = (frame: ClientFrame) => decodeClientFrame(encodeFrame(frame)).ok;
    expect(reads(append([record(LIMITS.recordBytes)]))).toBe(true);
    expect(reads(append([record(LIMITS.recordBytes + 1)]))).toBe(false);
    const full = Array.from({ length: 4 }, () => record(LIMITS.recordBytes));
    expect(reads(append(full))).toBe(true);
    expect(reads(append([...full, record(1)]))).toBe(false);
    const many = Array.from({ length: LIMITS.batchRecords }, () => record(1));
    expect(reads(append(many))).toBe(true);
    expect(reads(append([...many, record(1)]))).toBe(false);
    expect(reads(append([]))).toBe(false);
    expect(reads(append([record(0)]))).toBe(false);
  });

  test('with a pass is read where the pass is of 16 to 64 bytes', () => {
    const reads = (length: number) => {
      const grant = { kind: 'founder', pass: new Uint8Array(length) } as const;
      const [logId, nonce, signature] = [32, 32, 64].map((size) => new Uint8Array(size));
      if (!logId || !nonce || !signature) throw new Error('three arrays');
      const auth = { type: 'auth', logId, nonce, time: 1, signature, grant } as const;
      return decodeClientFrame(encodeFrame(auth)).ok;
    };
    expect([15, 16, 64, 65].map(reads)).toEqual([false, true, true, false]);
  });
});

describe('what a log key signs to connect', () => {
  test('differs by relay, log, either nonce and time', () => {
    const filled = (byte: number) => new Uint8Array(32).fill(byte);
    const origin = 'https://relay.example.org';
    const variants = [
      authenticationContent(origin, filled(1), filled(2), filled(3), 4),
      authenticationContent('https://other.example.org', filled(1), filled(2), filled(3), 4),
      authenticationContent(origin, filled(9), filled(2), filled(3), 4),
      authenticationContent(origin, filled(1), filled(9), filled(3), 4),
      authenticationContent(origin, filled(1), filled(2), filled(9), 4),
      authenticationContent(origin, filled(1), filled(2), filled(3), 5),
    ];
    expect(new Set(variants.map(toHex)).size).toBe(variants.length);
  });

  test('differs from what it signs for a child, which differs by relay, parent, child and time', () => {
    const filled = (byte: number) => new Uint8Array(32).fill(byte);
    const origin = 'https://relay.example.org';
    const variants = [
      authenticationContent(origin, filled(1), filled(2), filled(3), 4),
      childContent(origin, filled(1), filled(2), 4),
      childContent('https://other.example.org', filled(1), filled(2), 4),
      childContent(origin, filled(9), filled(2), 4),
      childContent(origin, filled(1), filled(9), 4),
      childContent(origin, filled(1), filled(2), 5),
    ];
    expect(new Set(variants.map(toHex)).size).toBe(variants.length);
  });
});
