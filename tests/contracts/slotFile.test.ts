import { describe, expect, test } from 'vitest';
import { type HeldSlotFile, SLOT_BYTES } from '../../client/storage/slotFile.ts';
import { createMemorySlotFile } from '../../client/storage/memorySlotFile.ts';
import { destroyOpfsSlotFile, openOpfsSlotFile } from '../../client/storage/opfsSlotFile.ts';
import { StorageFull, VaultHeld } from '../../client/storage/vaultStorage.ts';
import { FakeDirectory } from './fakeDirectory.ts';

const adapters: readonly (readonly [string, () => Promise<HeldSlotFile>])[] = [
  ['memory', async () => createMemorySlotFile()],
  ['OPFS', () => openOpfsSlotFile(new FakeDirectory(null), 'vault', 'create')],
];
const slot = (byte: number) => new Uint8Array(SLOT_BYTES).fill(byte);

describe.each(adapters)('the %s slot file', (_, openFile) => {
  test('overwrites one slot in place and leaves the other', async () => {
    const file = await openFile();
    expect(await file.read(1)).toEqual(slot(0));
    await file.write(0, slot(1));
    await file.write(1, slot(2));
    await file.write(0, slot(3));
    await file.flush();
    expect([await file.read(0), await file.read(1)]).toEqual([slot(3), slot(2)]);
  });

  test('takes whole slots only, and nothing once it is closed', async () => {
    const file = await openFile();
    await expect(file.write(0, slot(1).subarray(1))).rejects.toThrow(RangeError);
    await file.close();
    const closed = { failure: 'Closed' };
    await expect(file.read(0)).rejects.toMatchObject(closed);
    await expect(file.write(0, slot(1))).rejects.toMatchObject(closed);
    await expect(file.flush()).rejects.toMatchObject(closed);
  });
});

describe('the OPFS slot file', () => {
  test('says that it is missing or damaged, and is founded over an empty file only', async () => {
    const at = (size: number | null, mode: 'create' | 'open') =>
      openOpfsSlotFile(new FakeDirectory(size), 'vault', mode);
    await expect(at(null, 'open')).rejects.toMatchObject({ failure: 'Missing' });
    await expect(at(0, 'open')).rejects.toMatchObject({ failure: 'Damaged' });
    await expect(at(100, 'create')).rejects.toMatchObject({ failure: 'Damaged' });
    await expect((await at(0, 'create')).read(1)).resolves.toEqual(slot(0));
    await expect((await at(4096, 'open')).read(1)).resolves.toEqual(slot(0));
  });

  test('is held by one owner, and lets go of it also when the device is full', async () => {
    const directory = new FakeDirectory(null);
    const create = () => openOpfsSlotFile(directory, 'vault', 'create');
    directory.isFull = true;
    await expect(create()).rejects.toThrow(StorageFull);
    directory.isFull = false;
    const file = await create();
    await expect(create()).rejects.toThrow(VaultHeld);
    await file.close();
    await expect(create()).resolves.toBeDefined();
  });

  test('says that the device is full at the first write, and needs no room ever after', async () => {
    const directory = new FakeDirectory(null);
    const file = await openOpfsSlotFile(directory, 'vault', 'create');
    directory.isFull = true;
    await expect(file.write(0, slot(1))).rejects.toThrow(StorageFull);
    directory.isFull = false;
    await file.write(0, slot(1));
    directory.isFull = true;
    await file.write(0, slot(2));
    expect(await file.read(0)).toEqual(slot(2));
  });

  test('that found no room for its first write can be destroyed', async () => {
    const directory = new FakeDirectory(null);
    await (await openOpfsSlotFile(directory, 'vault', 'create')).close();
    directory.isFull = true;
    await destroyOpfsSlotFile(directory, 'vault');
    expect(directory.file).toBeNull();
  });
});
