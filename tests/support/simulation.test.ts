import { expect, test } from 'vitest';
import { createSimulation } from './simulation.ts';

test('what falls due runs in its order, and at its own time', async () => {
  const { timers, advance } = createSimulation(1);
  const start = timers.nowMs();
  const ran: string[] = [];
  const run = (name: string) => () => ran.push(`${name} at ${timers.nowMs() - start}`);
  timers.after(20, run('late'));
  timers.after(10, run('first of two'));
  timers.after(10, run('second of two'));
  timers.after(10, run('cancelled'))();
  timers.after(31, run('too late'));
  await advance(30);
  expect(ran).toEqual(['first of two at 10', 'second of two at 10', 'late at 20']);
  expect(timers.nowMs() - start).toBe(30);
});

test('what follows from a timer runs before the next one, even by way of WebCrypto', async () => {
  const { timers, advance } = createSimulation(1);
  const ran: string[] = [];
  timers.after(1, () => {
    void (async () => {
      const parameters = { name: 'PBKDF2', salt: new Uint8Array(16), hash: 'SHA-256' };
      const key = await crypto.subtle.importKey('raw', new Uint8Array(16), 'PBKDF2', false, [
        'deriveBits',
      ]);
      // Long enough to outlast any number of idle turns.
      await crypto.subtle.deriveBits({ ...parameters, iterations: 200_000 }, key, 256);
      ran.push('derived');
      timers.after(1, () => ran.push('what it led to'));
    })();
  });
  timers.after(3, () => ran.push('the next'));
  await advance(3);
  expect(ran).toEqual(['derived', 'what it led to', 'the next']);
});

test('settling runs what is due now and lets no time pass', async () => {
  const { timers, settle } = createSimulation(1);
  const start = timers.nowMs();
  const ran: string[] = [];
  timers.after(0, () => timers.after(0, () => ran.push('now, and again now')));
  timers.after(1, () => ran.push('later'));
  await settle();
  expect(ran).toEqual(['now, and again now']);
  expect(timers.nowMs()).toBe(start);
});

test('after a sleep what has become due runs late', async () => {
  const { timers, settle, setNow } = createSimulation(1);
  const start = timers.nowMs();
  const ranAt: number[] = [];
  timers.after(1000, () => ranAt.push(timers.nowMs() - start));
  setNow(start + 3_600_000);
  expect(ranAt).toEqual([]);
  await settle();
  expect(ranAt).toEqual([3_600_000]);
});

test('a clock that is set back delays nothing', async () => {
  const { timers, advance, setNow } = createSimulation(1);
  let ran = 0;
  timers.after(1000, () => (ran += 1));
  setNow(0);
  await advance(999);
  expect(ran).toBe(0);
  await advance(1);
  expect(ran).toBe(1);
});

test('chance is the same for one seed, and another for another', () => {
  const drawn = [1, 1, 2].map((seed) => {
    const { random } = createSimulation(seed);
    return [...random(3), ...random(29)];
  });
  expect(drawn[1]).toEqual(drawn[0]);
  expect(drawn[2]).not.toEqual(drawn[0]);
});
