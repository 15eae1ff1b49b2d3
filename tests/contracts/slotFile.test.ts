import { describe, expect, test } from 'vitest';
import { type HeldSlotFile, SLOT_BYTES } from '../../client/storage/slotFile.ts';
import { createMemorySlotFile } from '../../client/storage/memorySlotFile.ts';
import { openOpfsSlotFile, type SlotDirectory } from '../../client/storage/opfsSlotFile.ts';

/** A private directory with at most one file, as a worker sees it. */
function directoryWith(size: number | null): SlotDirectory {
  let file = size === null ? null : new Uint8Array(size);
  return {
    getFileHandle: async (_, { create }) => {
      if (file === null && !create) throw new DOMException('no such file', 'NotFoundError');
      let bytes = (file ??= new Uint8Array(0));
      return {
        createSyncAccessHandle: async () => ({
          read: (buffer, { at }) => {
            const part = bytes.subarray(at, at + buffer.length);
            buffer.set(part);
            return part.length;
          },
          write: (buffer, { at }) => {
            bytes.set(buffer, at);
            return buffer.length;
          },
          truncate: (length) => {
            file = bytes = new Uint8Array(length);
          },
          getSize: () => bytes.length,
          flush: () => undefined,
          close: () => undefined,
        }),
      };
    },
  };
}

const adapters: readonly (readonly [string, () => Promise<HeldSlotFile>])[] = [
  ['memory', async () => createMemorySlotFile()],
  ['OPFS', () => openOpfsSlotFile(directoryWith(null), 'vault', 'create')],
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
      openOpfsSlotFile(directoryWith(size), 'vault', mode);
    await expect(at(null, 'open')).rejects.toMatchObject({ failure: 'Missing' });
    await expect(at(0, 'open')).rejects.toMatchObject({ failure: 'Damaged' });
    await expect(at(100, 'create')).rejects.toMatchObject({ failure: 'Damaged' });
    await expect((await at(0, 'create')).read(1)).resolves.toEqual(slot(0));
    await expect((await at(4096, 'open')).read(1)).resolves.toEqual(slot(0));
  });
});
