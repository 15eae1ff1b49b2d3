import { fork, type ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import type { PartName, Report } from './part.ts';

/**
 * Long random schedules, each from a seed that is printed, until the time is over or one fails; then it ends with 1.
 * usage: main.ts [minutes] | main.ts <part> <seed> [count]; ten thousand schedules are `schedules 1 10000`
 */

const HANGS_AFTER_MS = 120_000;
const partNames: readonly PartName[] = ['circle', 'decoders', 'months', 'relay', 'schedules'];
const started = new Map<PartName, ChildProcess>();

function childOf(part: PartName): ChildProcess {
  const child =
    started.get(part) ?? fork(new URL('part.ts', import.meta.url), [part], { stdio: 'inherit' });
  started.set(part, child);
  return child;
}

function run(part: PartName, seed: number): Promise<Report> {
  const child = childOf(part);
  return new Promise((resolve) => {
    const settle = (report: Report) => {
      clearTimeout(timer);
      child.removeAllListeners();
      resolve(report);
    };
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      settle({ seed, failure: `no end after ${HANGS_AFTER_MS / 1000} seconds` });
    }, HANGS_AFTER_MS);
    child.once('message', (report) => settle(report as Report));
    child.once('exit', (code) => settle({ seed, failure: `the process ended with ${code}` }));
    child.send(seed);
  });
}

/** @returns whether it held */
async function soak(part: PartName, seed: number): Promise<boolean> {
  const { said, failure } = await run(part, seed);
  process.stdout.write(`${part} ${seed}: ${failure === undefined ? said : `FAILED\n${failure}`}\n`);
  return failure === undefined;
}

async function soakUntil(endsAtMs: number): Promise<boolean> {
  // Seeds follow on from one that differs in each run; eight of a part in turn.
  const first = randomInt(2 ** 28) * 8;
  for (let round = 0; Date.now() < endsAtMs; round += 1) {
    for (const part of partNames) {
      const partEndsAtMs = Math.min(endsAtMs, Date.now() + 20_000);
      for (let at = 0; at < 8 && Date.now() < partEndsAtMs; at += 1) {
        if (!(await soak(part, first + round * 8 + at))) return false;
      }
    }
  }
  return true;
}

async function soakFrom(part: PartName, first: number, count: number): Promise<boolean> {
  for (let seed = first; seed < first + count; seed += 1) {
    if (!(await soak(part, seed))) return false;
  }
  return true;
}

const [asked = '5', first, count = '1'] = process.argv.slice(2);
const named = partNames.find((part) => part === asked);
const minutes = Number(asked);
if (named === undefined && !(minutes > 0)) throw new RangeError('minutes, or a part and a seed');
const held =
  named === undefined
    ? await soakUntil(Date.now() + minutes * 60_000)
    : await soakFrom(named, Number(first), Number(count));
for (const child of started.values()) if (child.connected) child.disconnect();
process.exitCode = held ? 0 : 1;
