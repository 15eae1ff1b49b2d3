import { deriveEraKeys } from '../../crypto/index.ts';
import { modelGroup } from '../../crypto/modelGroup.ts';
import { closeEpochs } from '../../client/vault/closeEpochs.ts';
import type { CircleState } from '../../client/vault/circleState.ts';
import { punctureCircle } from '../../client/vault/forgetting.ts';
import { hourOf } from '../../client/vault/hours.ts';
import { setBenchTable } from './benchTable.ts';
import { circleOf, createTalker } from './longLog.ts';
import type { MemoryDisk } from '../../client/storage/memoryVaultStorage.ts';
import type { Row } from './rivals.ts';

/**
 * A circle of twelve over eighteen months: 5,000 contributions, ever more each day, of which each fades after ninety
 * days, and every device renews its keys each week. The host's device is a whole one, which is open each day; the others
 * say and renew, over the group without cryptography. What the host's device and the relay hold must grow no worse than
 * what lives does.
 */

const PEOPLE = 12;
const DAYS = 547;
const CONTRIBUTIONS = 5000;
const LIFE_DAYS = 90;
const POINTS = [120, 240, 400, DAYS];
const DAY_MS = 24 * 3_600_000;
const TEXT = 'A circle is a table at which everybody sits. '.repeat(15);
/** What the relay keeps of a record that has faded: index, hour, expiry and hash. */
const STUB_BYTES = 48;
/** Before a value that grows with what lives is said to grow worse: the days differ. */
const TOLERANCE = 1.3;

type Point = {
  readonly day: number;
  readonly living: number;
  readonly device: number;
  readonly relay: number;
  readonly rotationMs: number;
  readonly epochs: number;
};

function bytesOn({ rows, secrets }: MemoryDisk): number {
  const sealed = [
    ...[...rows.entries.values(), ...rows.documents.values()].map((row) => row.sealed),
    ...(secrets?.values.values() ?? []),
  ];
  return sealed.reduce((sum, { length }) => sum + length, 0);
}

/** By the processor's clock: nothing runs in turns with a rotation that it could be measured against. */
function workedMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** So many until the end of that day: twice as many on the last as on the first. */
const saidUntil = (day: number) =>
  Math.round((CONTRIBUTIONS * (day / DAYS) * (1 + day / DAYS / 2)) / 1.5);

/** As a device does each hour, for those who are not one. */
function forget(circle: CircleState, hour: number): CircleState {
  return closeEpochs(punctureCircle(circle, hour), []);
}

export async function benchGrowth(): Promise<readonly Row[]> {
  const table = await setBenchTable(modelGroup, PEOPLE, null);
  const { time, store, relay, devices } = table;
  const [host, ...guests] = devices;
  if (host === undefined) throw new Error('nobody hosts');
  const talkers = guests.map((guest) => createTalker(table, circleOf(guest)));
  for (const guest of guests) await guest.house.stop();
  const startMs = time.timers.nowMs();
  const { publicKey: logId } = deriveEraKeys(circleOf(host).eraSecret).log;
  const points: Point[] = [];
  let rotations: number[] = [];
  let said = 0;
  for (let day = 1; day <= DAYS; day += 1) {
    time.setNow(startMs + day * DAY_MS);
    const nowMs = time.timers.nowMs();
    relay.expire();
    const startedAt = workedMs();
    await host.house.renew();
    rotations.push(workedMs() - startedAt);
    for (; said < saidUntil(day); said += 1) {
      const talker = talkers[(said * 7) % talkers.length];
      await talker?.follow();
      await talker?.say(`${said} ${TEXT}`, nowMs + LIFE_DAYS * DAY_MS);
    }
    for (const talker of talkers) {
      await talker.follow();
      if (day % 7 === 0) talker.change((circle) => forget(circle, hourOf(nowMs)));
      await talker.renewKeys();
    }
    host.house.refresh();
    await time.settle();
    if (!POINTS.includes(day)) continue;
    const records = store.stats(logId);
    const standing = store.read(logId, 0, Infinity, Infinity).filter(({ bytes }) => bytes !== null);
    points.push({
      day,
      living: host.disk.rows.entries.size,
      device: bytesOn(host.disk),
      relay: (records?.bytes ?? 0) + STUB_BYTES * ((records?.records ?? 0) - standing.length),
      rotationMs: median(rotations.slice(-30)),
      epochs: circleOf(host).epochs.length,
    });
    rotations = [];
  }
  const [first, ...later] = points;
  if (first === undefined) throw new Error('nothing was measured');
  return later.flatMap((point) => rowsOf(first, point));
}

/** Of each value for one living contribution: how many times less it is than at first. */
function rowsOf(first: Point, point: Point): readonly Row[] {
  const row = (what: string, value: (of: Point) => number, shown: string): Row => ({
    name: `day ${point.day}, ${point.living} live: ${what}, for each`,
    rival: `on day ${first.day}, ${first.living} live`,
    ratio: value(first) / first.living / (value(point) / point.living),
    rate: value(point),
    unit: what,
    shown,
    least: 1 / TOLERANCE,
  });
  const kilobytes = (bytes: number) => `${Math.round(bytes / 1024).toLocaleString('en')} KB`;
  return [
    row('storage of a device', ({ device }) => device, kilobytes(point.device)),
    row('storage of the relay', (of) => of.relay, kilobytes(point.relay)),
    row('hourly rotation', ({ rotationMs }) => rotationMs, `${point.rotationMs.toFixed(1)} ms`),
    row('epochs kept', ({ epochs }) => epochs, `${point.epochs}`),
  ];
}
