import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ContributionView } from '../../client/model/snapshot.ts';
import {
  lettersOf,
  openLiveDevice,
  setLiveTable,
  write,
  type LiveDevice,
} from '../support/liveDevice.ts';
import { ended, freePort, startRelay } from '../support/relayProcess.ts';

const CYCLES = 30;
/** Of each member, in each cycle. */
const LETTERS = 3;
/** Enough that a device's own delays do not decide how long this takes. */
const HASTE = 10;

const isSent = ({ state }: ContributionView) => state === 'sent';

let folder: string;
let relay: ChildProcess;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cenacle-crash-'));
});

afterAll(async () => {
  relay.kill('SIGKILL');
  await ended(relay);
  rmSync(folder, { recursive: true, force: true });
});

test(`while two members write, the relay is killed ${CYCLES} times: they go on without a gesture, nothing is lost and nothing stands twice`, async () => {
  const port = await freePort();
  relay = await startRelay(folder, port);
  const origin = `http://localhost:${port}`;
  const alice = await openLiveDevice('Alice', origin, HASTE);
  const bob = await openLiveDevice('Bob', origin, HASTE);
  const both = [alice, bob];
  await setLiveTable(alice, bob);

  const said: string[] = [];
  let killedInTheMiddle = 0;
  for (let cycle = 0; cycle < CYCLES; cycle += 1) {
    const textsOf = ({ name }: LiveDevice) =>
      Array.from({ length: LETTERS }, (_, at) => `${name}, ${cycle}/${at}`);
    said.push(...both.flatMap(textsOf));
    // Another moment each time: one of them has had an answer, two, all of them.
    const answers = 1 + (cycle % LETTERS);
    const isTime = Promise.race(
      both.map((device) => {
        const own = textsOf(device);
        const isAnswered = (letter: ContributionView) =>
          isSent(letter) && own.includes(letter.text);
        return device.until((seen) =>
          lettersOf(seen).filter(isAnswered).length >= answers ? true : null,
        );
      }),
    );
    const isWritten = Promise.all(
      both.map(async (device) => {
        for (const text of textsOf(device)) await write(device, text);
      }),
    );
    await isTime;
    relay.kill('SIGKILL');
    await Promise.all([ended(relay), isWritten]);
    if (both.some((device) => !lettersOf(device.snapshot()).every(isSent))) killedInTheMiddle += 1;
    for (const device of both) {
      const text = `${device.name}, ${cycle}, with no relay`;
      said.push(text);
      await write(device, text);
    }
    relay = await startRelay(folder, port);
    for (const device of both) {
      await device.until((seen) =>
        lettersOf(seen).filter(isSent).length >= said.length ? true : null,
      );
    }
  }
  for (const device of both) {
    const letters = lettersOf(device.snapshot());
    expect(letters.map(({ text }) => text).toSorted()).toEqual(said.toSorted());
    expect(letters.every(isSent)).toBe(true);
    expect(device.snapshot().circles[0]?.trouble).toBeNull();
  }
  const [hers, his] = both.map((device) => lettersOf(device.snapshot()).map(({ id }) => id));
  expect(hers).toEqual(his);
  expect(killedInTheMiddle).toBeGreaterThan(CYCLES / 2);
  for (const device of both) await device.stop();
}, 300_000);
