import { expect, test } from 'vitest';
import { createClock } from '../../../client/vault/clock.ts';
import { hourOf } from '../../../client/vault/hours.ts';

const HOUR_MS = 3_600_000;
const START_MS = Date.UTC(2026, 10, 25, 9);

/** A clock over a local one that the test moves, beside a relay whose hour stands still. */
function frozen() {
  let localMs = START_MS;
  const clock = createClock(() => localMs);
  clock.restore(START_MS);
  const relayHour = hourOf(START_MS);
  const pass = (hours: number) => {
    for (let hour = 0; hour < hours; hour += 1) {
      localMs += HOUR_MS;
      clock.observeRelayHour(relayHour);
      clock.nowMs();
    }
  };
  return { clock, pass, localMs: () => localMs, relayHour };
}

test('a relay that stops its clock is followed to two hours, and doubted after a day', () => {
  const { clock, pass } = frozen();
  pass(20);
  expect(clock.nowMs()).toBe(START_MS + 2 * HOUR_MS);
  expect(clock.asksAboutJump()).toBe(false);
  pass(8);
  expect(clock.asksAboutJump()).toBe(true);
});

test('confirmed, the local clock goes on against such a relay, until that has come along', () => {
  const { clock, pass, localMs, relayHour } = frozen();
  pass(30);
  clock.acceptJump();
  expect(clock.asksAboutJump()).toBe(false);
  pass(50);
  expect(clock.nowMs()).toBe(localMs());
  expect(clock.asksAboutJump()).toBe(false);
  clock.observeRelayHour(relayHour + 80);
  clock.nowMs();
  const caughtUpMs = localMs();
  pass(40);
  expect(clock.nowMs()).toBe(caughtUpMs + 2 * HOUR_MS);
});
