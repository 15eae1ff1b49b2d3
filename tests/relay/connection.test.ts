import { PassThrough } from 'node:stream';
import type { WebSocket } from 'ws';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fullAllowance, isInDebt, refill, spend } from '../../relay/allowance.ts';
import { acknowledge, attend, charge, connect, RELAY_LIMITS } from '../../relay/connection.ts';

const rate = { framesPerSecond: 10, bytesPerSecond: 1000, burstSeconds: 2 };
const limits = { ...RELAY_LIMITS, rate };
const LOG = new Uint8Array(32);

function connection() {
  const done: string[] = [];
  const socket = {
    isPaused: false,
    pause() {
      socket.isPaused = true;
    },
    resume() {
      socket.isPaused = false;
    },
    ping: () => done.push('ping'),
    terminate: () => done.push('terminate'),
  };
  const session = { phase: 'open', logId: LOG, sentUpTo: null } as const;
  const ends = { socket: socket as unknown as WebSocket, stream: new PassThrough() };
  return { done, socket, made: connect(ends, session, limits, 0) };
}

describe('an allowance', () => {
  test('lets through a burst and then the rate, however the frames are spaced', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 300 }), { maxLength: 200 }), (gaps) => {
        let allowance = fullAllowance(rate, 0);
        let nowMs = 0;
        let passed = 0;
        for (const gap of gaps) {
          nowMs += gap;
          allowance = refill(allowance, rate, nowMs);
          if (isInDebt(allowance)) continue;
          allowance = spend(allowance, 1, 1);
          passed += 1;
        }
        const most = rate.framesPerSecond * (rate.burstSeconds + nowMs / 1000);
        expect(passed).toBeLessThanOrEqual(Math.floor(most) + 1);
      }),
      { seed: 90 },
    );
  });

  test('after an hour of quiet lets through a burst and no more', () => {
    const { framesPerSecond, bytesPerSecond, burstSeconds } = rate;
    const rested = refill(fullAllowance(rate, 0), rate, 3_600_000);
    expect(isInDebt(spend(rested, framesPerSecond * burstSeconds, 0))).toBe(false);
    expect(isInDebt(spend(rested, framesPerSecond * burstSeconds + 1, 0))).toBe(true);
    expect(isInDebt(spend(rested, 0, bytesPerSecond * burstSeconds))).toBe(false);
    expect(isInDebt(spend(rested, 0, bytesPerSecond * burstSeconds + 1))).toBe(true);
  });

  test('gives nothing for a clock that steps back', () => {
    const spent = spend(fullAllowance(rate, 10_000), 1, 5000);
    expect(refill(spent, rate, 0)).toMatchObject({ frames: 19, bytes: -3000 });
  });
});

describe('a connection', () => {
  test('in debt is read no further, and read on once time has paid', () => {
    const { socket, made } = connection();
    charge(made, { length: 2500, records: 0, appended: 0 }, limits, 0);
    expect(socket.isPaused).toBe(true);
    expect(attend(made, limits, 499)).toBeNull();
    expect(socket.isPaused).toBe(true);
    attend(made, limits, 500);
    expect(socket.isPaused).toBe(false);
  });

  test('pays for each record of an append as for a frame', () => {
    const { socket, made } = connection();
    charge(made, { length: 100, records: 20, appended: 100 }, limits, 0);
    expect(socket.isPaused).toBe(false);
    charge(made, { length: 100, records: 5, appended: 100 }, limits, 0);
    expect(socket.isPaused).toBe(true);
    attend(made, limits, 499);
    expect(socket.isPaused).toBe(true);
    attend(made, limits, 500);
    expect(socket.isPaused).toBe(false);
  });

  test('with too much unanswered is read no further, and read on with the answer', () => {
    const { socket, made } = connection();
    const most = limits.unacknowledgedBytes;
    charge(made, { length: 10, records: 1, appended: most - 1 }, limits, 0);
    expect(socket.isPaused).toBe(false);
    charge(made, { length: 10, records: 1, appended: 1 }, limits, 0);
    expect(socket.isPaused).toBe(true);
    attend(made, limits, 1000);
    expect(socket.isPaused).toBe(true);
    acknowledge(made, 1, limits, 1000);
    expect(socket.isPaused).toBe(false);
  });

  test('with too much unanswered and in debt is read on when both are settled', () => {
    const { socket, made } = connection();
    charge(made, { length: 2500, records: 1, appended: limits.unacknowledgedBytes }, limits, 0);
    acknowledge(made, limits.unacknowledgedBytes, limits, 499);
    expect(socket.isPaused).toBe(true);
    attend(made, limits, 500);
    expect(socket.isPaused).toBe(false);
  });

  test('that is quiet is pinged, and let go when no answer comes', () => {
    const { done, made } = connection();
    attend(made, limits, limits.quietMs - 1);
    expect(done).toEqual([]);
    attend(made, limits, limits.quietMs);
    expect(done).toEqual(['ping']);
    attend(made, limits, limits.quietMs * 2);
    expect(done).toEqual(['ping', 'terminate']);
  });

  test('that stalls is too slow; one that was told so is ended if it stays', () => {
    const { done, made } = connection();
    made.stalledSinceMs = 0;
    made.heardAtMs = limits.stalledMs;
    expect(attend(made, limits, limits.stalledMs - 1)).toBeNull();
    expect(attend(made, limits, limits.stalledMs)).toBe('too-slow');
    made.closedAtMs = limits.stalledMs;
    attend(made, limits, limits.stalledMs + limits.closingMs);
    expect(done).toEqual(['terminate']);
  });
});
