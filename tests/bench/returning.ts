import * as Automerge from '@automerge/automerge';
import { fromHex } from '../../crypto/bytes.ts';
import { mlsGroup } from '../../crypto/mlsGroup.ts';
import { encodeEntryChange } from '../../client/model/canonicalChange.ts';
import { createSegmentDocument } from '../../client/model/segmentDocument.ts';
import { setBenchTable } from './benchTable.ts';
import { copyVault, openDevice, type BenchVault } from './engineWorld.ts';
import { circleOf, createTalker } from './longLog.ts';
import { race, type Attempt, type Row } from './rivals.ts';

const SIZES = [100, 1000, 10_000] as const;
const PART = 200;
const DAY_MS = 24 * 3_600_000;
const TEXT = 'A circle is a table at which everybody sits. '.repeat(15);
const UNLOCKS = 11;
const RETURNS = 7;

/**
 * Two things that a device does with a long log, all in one discussion.
 *
 * Coming back: seated and away while others wrote 10,000 contributions, from the first frame of the relay until all are
 * stored as rows and in documents. Counted is everything in between, the relay's part included. Against what plain
 * Automerge does with the same changes, made already, in memory: one `applyChanges` for each part of 200.
 *
 * Unlocking: from the open passphrase until the discussion that is looked at is readable, without network.
 */
export async function benchReturning(): Promise<readonly Row[]> {
  const table = await setBenchTable(mlsGroup, 3, 24 * 90);
  const { devices, vaults, time, relay, circleId, discussionId } = table;
  const [, talking, away] = devices;
  const [, , seat] = vaults;
  if (talking === undefined || away === undefined || seat === undefined) throw new Error('empty');
  const talker = createTalker(table, circleOf(talking));
  for (const device of devices) await device.house.stop();
  const fadesAtMs = time.timers.nowMs() + 80 * DAY_MS;

  const kept: BenchVault[] = [];
  let said = 0;
  for (const size of SIZES) {
    for (; said < size; said += 1) await talker.say(`${said} ${TEXT}`, fadesAtMs);
    const vault = copyVault(kept.at(-1) ?? seat);
    await comeBack(vault);
    kept.push(vault);
  }

  async function comeBack(vault: BenchVault): Promise<void> {
    const device = await openDevice(vault, time, relay, mlsGroup);
    device.house.start();
    await device.until(({ circles }) => circles[0]?.sync.isConnected === true);
    await device.house.renew();
    if (vault.disk.rows.entries.size !== said + 1) throw new Error('not all was stored');
    await device.house.stop();
  }

  const returning: Attempt = async () => {
    const vault = copyVault(seat);
    const startedAt = performance.now();
    await comeBack(vault);
    return (said * 1000) / (performance.now() - startedAt);
  };
  const parts = changesByPart(said);
  const plain: Attempt = () => {
    const startedAt = performance.now();
    const documents = parts.map(({ documentId, changes }) =>
      Automerge.applyChanges(createSegmentDocument(documentId), changes),
    );
    const rate = (said * 1000) / (performance.now() - startedAt);
    for (const [document] of documents) Automerge.free(document);
    return rate;
  };

  const unlocking =
    (vault: BenchVault): Attempt =>
    async () => {
      const startedAt = performance.now();
      const device = await openDevice(vault, time, relay, mlsGroup);
      void device.send({ kind: 'show', shown: { circleId, discussionId } });
      await device.until(({ discussion }) => (discussion?.contributions.length ?? 0) > 30);
      const rate = 1000 / (performance.now() - startedAt);
      await device.house.stop();
      return rate;
    };
  const [few, some, many] = kept;
  if (few === undefined || some === undefined || many === undefined) throw new Error('empty');
  const least = { least: 1 / 1.3 };
  const rival = { 'with 100': unlocking(few) };
  const name = (size: number) => `unlock to readable with ${size.toLocaleString('en')}`;
  return [
    ...(await race(name(1000), 'times', unlocking(some), rival, UNLOCKS)),
    ...(await race(name(10_000), 'times', unlocking(many), rival, UNLOCKS)).map((row) => ({
      ...row,
      ...least,
    })),
    ...(
      await race(
        'a seated device comes back after 10,000 contributions',
        'contributions',
        returning,
        { 'plain Automerge.applyChanges, one batch a part': plain },
        RETURNS,
      )
    ).map((row) => ({ ...row, least: 1 / 3 })),
  ];
}

/** The same number of changes of the same size as the engine's. */
function changesByPart(count: number) {
  return Array.from({ length: Math.ceil(count / PART) }, (_, part) => {
    const documentId = new Uint8Array(32).fill(part + 1);
    const [root = ''] = Automerge.getHeads(createSegmentDocument(documentId));
    const changes = Array.from({ length: Math.min(PART, count - part * PART) }, (__, at) => {
      const capsule = new Uint8Array(1118).map((___, byte) => (byte * 7 + at * 31 + part) % 256);
      const id = capsule.map((byte, place) => (place < 2 ? (at >> (8 * place)) % 256 : byte));
      return encodeEntryChange(fromHex(root), id.slice(0, 16), capsule);
    });
    return { documentId, changes };
  });
}
