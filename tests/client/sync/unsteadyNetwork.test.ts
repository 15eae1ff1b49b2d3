import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { fromUtf8, sodiumReady } from '../../../crypto/index.ts';
import { followed, logOf, record, type Followed } from '../../support/followed.ts';
import { recordsFrame } from '../../support/handDrivenTransport.ts';
import { createSimulatedRelay, type SimulatedRelay } from '../../support/simulatedRelay.ts';
import { createSimulation, type Simulation } from '../../support/simulation.ts';

// Devices, a relay and a network that fails at any moment; and a relay that lies.

const ORIGIN = 'https://relay.test';
let simulation: Simulation;
let relay: SimulatedRelay;

beforeAll(() => sodiumReady);
beforeEach(() => begin(1));

function begin(seed: number): void {
  simulation = createSimulation(seed);
  relay = createSimulatedRelay(simulation, { origin: ORIGIN });
}

const join = (name: string): Followed =>
  followed(simulation, {
    transport: relay.transportFor(name),
    address: { relay: ORIGIN, log: logOf(1), making: { kind: 'founder' } },
  });

const storedTexts = () =>
  relay.log(logOf(1).publicKey).map(({ bytes }) => (bytes === null ? '†' : fromUtf8(bytes)));
const recordsTold = ({ told }: Followed) => told.filter((line) => !line.startsWith('('));

/** Appends until it stands; what was lost on the way may stand already. */
async function appendSurely(device: Followed, text: string): Promise<void> {
  for (;;) {
    if ((await device.append(0, [record(text)])) === 'appended') return;
    await new Promise<void>((resolve) => {
      simulation.timers.after(200, resolve);
    });
  }
}

describe('an unsteady network', () => {
  test.each(Array.from({ length: 12 }, (_, at) => at + 1))(
    'seed %i: all devices take the same log, without gap or repetition, whatever breaks',
    async (seed) => {
      begin(seed);
      const names = ['alice', 'bob', 'carol'];
      const devices = names.map(join);
      let unanswered = 0;
      for (let round = 0; round < 25; round += 1) {
        const [whose = 0, what = 0, pause = 0] = simulation.random(3);
        const name = names[whose % 3] ?? '';
        const device = devices[whose % 3];
        if (what < 80) relay.cut(name);
        else if (what < 160) relay.restore(name);
        else if (what < 170) relay.stop();
        else if (what < 190) relay.start();
        else if (device !== undefined) {
          unanswered += 1;
          void appendSurely(device, `${round} of ${name}`).then(() => {
            unanswered -= 1;
          });
        }
        await simulation.advance(pause);
      }
      relay.start();
      for (const name of names) relay.restore(name);
      while (unanswered > 0) await simulation.advance(1000);
      await simulation.advance(60_000);
      const log = storedTexts();
      expect(log.length).toBeGreaterThan(0);
      expect(devices.flatMap(({ told }) => told)).toContain('(disconnected)');
      expect(new Set(log).size).toBe(log.length);
      for (const device of devices) expect(recordsTold(device)).toEqual(log);
    },
  );

  test('an append whose answer is lost stands once, however often it is made', async () => {
    const alice = join('alice');
    await simulation.advance(50);
    relay.tamper((frame) => {
      if (frame.type === 'appended') relay.cut('alice');
      return frame;
    });
    const lost = alice.append(0, [record('one')]);
    await simulation.advance(50);
    expect(await lost).toBe('lost');
    expect(storedTexts()).toEqual(['one']);
    relay.tamper((frame) => frame);
    relay.restore('alice');
    await simulation.advance(5000);
    const again = alice.append(1, [record('one')]);
    await simulation.advance(50);
    expect(await again).toBe('appended');
    expect(storedTexts()).toEqual(['one']);
    expect(relay.everyByte().map(fromUtf8)).toEqual(['one', 'one']);
    expect(alice.told).toEqual(['(caught up)', '(disconnected)', 'one', '(caught up)']);
  });

  test('one seed is one course of events', async () => {
    const courses: string[][] = [];
    for (const seed of [7, 7, 8]) {
      begin(seed);
      const course: string[] = [];
      relay.tamper((frame, name) => {
        course.push(`${simulation.timers.nowMs()} ${name} ${frame.type}`);
        return frame;
      });
      const devices = ['alice', 'bob'].map(join);
      await simulation.advance(50);
      for (const device of devices) void device.append(0, [record('hello')]);
      await simulation.advance(50);
      courses.push(course);
    }
    expect(courses[0]).toHaveLength(8);
    expect(courses[1]).toEqual(courses[0]);
    expect(courses[2]).not.toEqual(courses[0]);
  });
});

describe('a relay that lies', () => {
  async function fill(): Promise<void> {
    const alice = join('alice');
    await simulation.advance(50);
    for (const text of ['one', 'two', 'three']) void alice.append(0, [record(text)]);
    await simulation.advance(50);
    alice.close();
  }

  test('and leaves a record out is never caught up with, until it tells all', async () => {
    await fill();
    relay.tamper((frame) =>
      frame.type === 'records'
        ? { ...frame, records: frame.records.filter(({ index }) => index !== 2) }
        : frame,
    );
    const bob = join('bob');
    await simulation.advance(120_000);
    expect(recordsTold(bob)).toEqual([]);
    expect(bob.told).not.toContain('(caught up)');
    relay.tamper((frame) => frame);
    await simulation.advance(60_000);
    expect(recordsTold(bob)).toEqual(['one', 'two', 'three']);
    expect(bob.told.at(-1)).toBe('(caught up)');
  });

  test('and tells a record again is left, and the record is taken once', async () => {
    await fill();
    const bob = join('bob');
    await simulation.advance(50);
    relay.tamper((frame) => (frame.type === 'appended' ? recordsFrame(3) : frame));
    const result = bob.append(3, [record('four')]);
    await simulation.advance(50);
    expect(await result).toBe('lost');
    relay.tamper((frame) => frame);
    await simulation.advance(60_000);
    expect(recordsTold(bob)).toEqual(['one', 'two', 'three', 'four']);
  });

  test('and withholds every answer is noticed by the first append', async () => {
    const bob = join('bob');
    await simulation.advance(50);
    relay.tamper(() => null);
    const result = bob.append(0, [record('one')]);
    await simulation.advance(21_000);
    expect(await result).toBe('lost');
    expect(bob.told).toEqual(['(caught up)', '(disconnected)']);
  });
});
