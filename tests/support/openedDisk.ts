import { fromHex, toHex } from '../../crypto/index.ts';
import { loadSegmentDocument } from '../../client/model/segmentDocument.ts';
import { createMemoryVaultStorage } from '../../client/storage/memoryVaultStorage.ts';
import { openRow } from '../../client/vault/circleRows.ts';
import { readCircles } from '../../client/vault/circleSecrets.ts';
import type { CircleState } from '../../client/vault/circleState.ts';
import { createContents } from '../../client/vault/contents.ts';
import { createClock } from '../../client/vault/clock.ts';
import { createLock } from '../../client/vault/lock.ts';
import { PASSPHRASE, type Person } from './person.ts';
import type { World } from './world.ts';

/** What a device holds, for who knows the passphrase. The person's app must be closed. */
export async function openDisk(
  person: Person,
  { simulation }: Pick<World, 'simulation'>,
): Promise<{
  readonly circle: CircleState;
  /** Of each stored document, whether it loads. */
  readonly documentsLoad: readonly boolean[];
  /** In the order of the log. */
  readonly documentIds: readonly Uint8Array[];
  readonly entryIds: readonly Uint8Array[];
}> {
  const { random, timers } = simulation;
  const storage = createMemoryVaultStorage(person.disk);
  const clock = createClock(() => timers.nowMs());
  const opened = await createLock({ storage, random }, clock).open(PASSPHRASE);
  if (!opened.ok) throw new Error(opened.error);
  const vault = opened.value;
  const [circle] = readCircles(vault.secrets());
  if (circle === undefined) throw new Error(`${person.name} sits in no circle`);
  const rows = await vault.storage.store.readRows('documents', '');
  const documentsLoad = rows.map((row) => {
    const saved = openRow(vault.rowKey, row);
    return saved !== null && loadSegmentDocument(saved) !== null;
  });
  const sealing = { rowKey: vault.rowKey, ordinal: circle.ordinal, random };
  const contents = createContents(vault.storage.store, sealing, () => undefined);
  while (await contents.load(100));
  const records = [...contents.all()].sort((a, b) => a.index - b.index);
  await vault.close();
  const documentIds = new Set(records.map(({ documentId }) => toHex(documentId)));
  return {
    circle,
    documentsLoad,
    documentIds: [...documentIds].map(fromHex),
    entryIds: records.map(({ entryId }) => entryId),
  };
}
