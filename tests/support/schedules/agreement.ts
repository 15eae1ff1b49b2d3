import { deriveCapsuleSecret, governanceHash, toHex } from '../../../crypto/index.ts';
import type { EntryRecord } from '../../../client/vault/circleRows.ts';
import { currentEpoch, epochNumbered } from '../../../client/vault/circleState.ts';
import { hourOf } from '../../../client/vault/hours.ts';
import { eraLog } from '../../../client/vault/logAddresses.ts';
import { openAuthor, openBody } from '../../../client/vault/openEntry.ts';
import { isOverdue } from '../../../client/vault/pump.ts';
import { lastingTrouble } from '../../../client/vault/trouble.ts';
import type { CoreDevice } from './coreDevice.ts';
import type { SaidLetter } from './conversation.ts';
import type { Seated } from './table.ts';

/** What the devices of a circle hold when all are home, held against each other and against what was said. */

const HOUR_MS = 3_600_000;

type Lived<Group> = {
  readonly seated: readonly Seated<Group>[];
  readonly letters: readonly SaidLetter[];
  /** Every entry that any device ever took, by its id. */
  readonly entries: ReadonlyMap<string, EntryRecord>;
  /** Of everybody who ever sat here, by their id. */
  readonly names: ReadonlyMap<string, string>;
  readonly nowMs: number;
};

/** @returns none where everybody agrees, nothing alive is lost and nothing faded is left */
export function faultsOf<Group>(lived: Lived<Group>): readonly string[] {
  const { seated, entries } = lived;
  return [
    ...seated.flatMap(({ device }) => [...troublesOf(device), ...fadedFaults(device, entries)]),
    ...disagreements(seated),
    ...readingFaults(lived),
    ...lostLetters(lived),
  ];
}

function troublesOf<Group>(device: CoreDevice<Group>): readonly string[] {
  const { circle, name } = device;
  const trouble = lastingTrouble(circle);
  const waiting = circle.outbox.filter((intent) => !isOverdue(intent, device.nowMs()));
  return [
    ...(trouble === null ? [] : [`${name} is in trouble: ${trouble}`]),
    ...waiting.map(({ kind }) => `${name} waits for ever, of ${kind}`),
    ...circle.mail.map(() => `${name} has mail that nobody took`),
    ...(device.hasRefused() ? [`${name} has an entry that breaks the rules`] : []),
  ];
}

/** All that a log decides. */
function viewOf<Group>({ circle }: CoreDevice<Group>): string {
  const { keys, treeHash, seats } = currentEpoch(circle);
  const { head, governance, rosterEpoch } = circle;
  return [
    toHex(eraLog(circle).log.publicKey),
    head.index,
    toHex(head.chain),
    keys.epoch,
    toHex(keys.keep),
    toHex(treeHash),
    toHex(governanceHash(governance)),
    rosterEpoch,
    seats.map(({ leaf }) => leaf).join('.'),
  ].join(' ');
}

function disagreements<Group>(seated: readonly Seated<Group>[]): readonly string[] {
  const [first, ...others] = seated.map(({ device }) => ({
    name: device.name,
    view: viewOf(device),
  }));
  return others.flatMap(({ name, view }) =>
    view === first?.view ? [] : [`${name} and ${first?.name} disagree:\n${view}\n${first?.view}`],
  );
}

/** Whoever sat there when a segment began reads all of it, by its author's name; who came later, nothing. */
function readingFaults<Group>({
  seated,
  letters,
  names,
  entries,
  nowMs,
}: Lived<Group>): readonly string[] {
  const readers = seated.map(({ device, firstEpoch, isBack }) => ({
    device,
    firstEpoch,
    isBack,
    read: new Map(device.opened().map((entry) => [toHex(entry.entryId), entry])),
    letters: lettersOf(device),
  }));
  const all = new Map(readers.flatMap(({ read }) => [...read]));
  // Who was away may have missed an edit or a withdrawal of what they read before: what others show holds.
  const inTurn = readers.toSorted((one, other) => Number(other.isBack) - Number(one.isBack));
  const shown = new Map(inTurn.flatMap(({ letters: own }) => [...own]));
  return readers.flatMap(({ device, firstEpoch, isBack, read, letters: own }) => {
    const faults: string[] = [];
    for (const [id, entry] of all) {
      // Clocks differ by an hour or two: some have forgotten it already.
      if (entry.bucket <= hourOf(nowMs) + 2) continue;
      const isDue = entry.rosterEpoch >= firstEpoch;
      if (isDue !== read.has(id) && (isDue || !isBack))
        faults.push(`${device.name} ${isDue ? 'lacks' : 'reads'} ${id}`);
      if (!isDue || entry.body.kind !== 'contribution') continue;
      const { text } = entry.body;
      const record = entries.get(id);
      const author = letters.find((letter) => letter.text === text)?.author;
      const named = names.get(
        toHex((record && openAuthor(device.circle, record)) ?? new Uint8Array(0)),
      );
      if (author !== undefined && named !== author)
        faults.push(`${device.name} thinks "${text}" is ${named}'s`);
      if (own.get(id) !== shown.get(id))
        faults.push(`${device.name} shows "${text}" as ${own.get(id)}`);
    }
    return faults;
  });
}

function lettersOf<Group>(device: CoreDevice<Group>): ReadonlyMap<string, string> {
  const letters = [...device.threads().values()].flatMap((thread) => thread.letters);
  return new Map(
    letters.map(({ id, text, edits, isForged }) => [id, `${edits} ${text} ${isForged}`]),
  );
}

function lostLetters<Group>({ seated, letters, nowMs }: Lived<Group>): readonly string[] {
  return letters.flatMap((letter) => {
    const author = seated.find(({ device }) => device.name === letter.author)?.device;
    const isDue = letter.fadesAtMs > nowMs + 2 * HOUR_MS && !letter.isWithdrawn;
    if (author === undefined || !isDue) return [];
    const holders = seated.filter(
      ({ sinceMs, device }) => device === author || sinceMs < letter.saidMs,
    );
    return holders.flatMap(({ device }) => {
      const times = device
        .opened()
        .filter(({ body }) => body.kind === 'contribution' && body.text === letter.text).length;
      return times === 1 ? [] : [`"${letter.text}" stands ${times} times with ${device.name}`];
    });
  });
}

/** After `tick`: no key of a past hour, and none of what it sealed. */
export function fadedFaults<Group>(
  device: CoreDevice<Group>,
  entries: ReadonlyMap<string, EntryRecord>,
): readonly string[] {
  const { circle, name } = device;
  const hour = device.keyHour();
  const kept = device.entries.filter(({ bucket }) => bucket < hour);
  const faults = kept.map(({ index }) => `${name} keeps what faded, from ${index}`);
  for (const entry of entries.values()) {
    if (entry.bucket >= hour) continue;
    const segment = epochNumbered(circle, entry.rosterEpoch);
    const present = epochNumbered(circle, entry.epoch);
    if (segment === undefined || present === undefined) continue;
    const secrets = (['body', 'attribution'] as const).map((tree) =>
      deriveCapsuleSecret(segment.keys, present.keys, tree, entry.bucket),
    );
    const isOpen = openBody(circle, entry, entry.capsule) !== null;
    if (isOpen || secrets.some((secret) => secret !== null)) {
      faults.push(`${name} opens what faded, from ${entry.index}`);
    }
  }
  return faults;
}
