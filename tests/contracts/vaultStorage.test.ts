import { describe, expect, test } from 'vitest';
import { StaleGeneration } from '../../client/storage/generation.ts';
import { SupersededFence } from '../../client/storage/secretStore.ts';
import { SLOT_BYTES } from '../../client/storage/slotFile.ts';
import {
  StorageFull,
  type StoreBatch,
  VaultDamaged,
  VaultHeld,
  type VaultRow,
  type VaultTable,
} from '../../client/storage/vaultStorage.ts';
import { benches } from './vaultBenches.ts';

const header = {
  stretch: Uint8Array.of(1, 2),
  deviceKey: Uint8Array.of(3),
  wrappedVaultKey: Uint8Array.of(4, 5, 6),
};
const sealed = (generation: number, named: Record<string, number>) => ({
  generation,
  values: new Map(Object.entries(named).map(([name, byte]) => [name, Uint8Array.of(byte)])),
});
const row = (table: VaultTable, key: string, byte: number): VaultRow => ({
  table,
  key,
  bucket: 1000 + byte,
  sealed: Uint8Array.of(byte),
});
const batch = (generation: number, parts: Partial<StoreBatch> = {}): StoreBatch => ({
  generation,
  secrets: new Map(),
  puts: [],
  deletes: [],
  ...parts,
});
const slot = (byte: number) => new Uint8Array(SLOT_BYTES).fill(byte);

describe.each(benches)('the %s vault storage', (_, createBench) => {
  async function founded() {
    const bench = createBench();
    const storage = bench.storage();
    const vault = await storage.create(header);
    await vault.store.replace(sealed(1, { frontier: 1, member: 2 }));
    await vault.store.commit(batch(1, { puts: [row('entries', '1/1', 1)] }));
    return { bench, storage, vault };
  }

  test('is empty, then holds what was made in it, also after a restart', async () => {
    const bench = createBench();
    expect(await bench.storage().find()).toBe('empty');
    const first = await bench.storage().create(header);
    expect(first.header).toEqual(header);
    expect(await first.store.read()).toBeNull();
    await first.slots.write(1, slot(7));
    await first.slots.flush();
    await first.store.replace(sealed(1, { frontier: 1 }));
    await first.store.commit(batch(1, { puts: [row('documents', 'a', 1)] }));
    bench.restart();
    expect(await bench.storage().find()).toBe('present');
    const second = await bench.storage().open();
    expect(second.header).toEqual(header);
    expect([await second.slots.read(0), await second.slots.read(1)]).toEqual([slot(0), slot(7)]);
    expect(await second.store.read()).toEqual(sealed(1, { frontier: 1 }));
    expect(await second.store.readRows('documents', '')).toEqual([row('documents', 'a', 1)]);
  });

  test('makes no second vault over the first', async () => {
    const { bench, vault } = await founded();
    const other = { ...header, deviceKey: Uint8Array.of(9) };
    await expect(bench.storage().create(other)).rejects.toThrow('stands here already');
    await vault.close();
    await expect(bench.storage().create(other)).rejects.toThrow('stands here already');
    const opened = await bench.storage().open();
    expect(opened.header).toEqual(header);
    expect(await opened.store.read()).toEqual(sealed(1, { frontier: 1, member: 2 }));
  });

  test('has one owner, until that one closes it or dies', async () => {
    const { bench, vault } = await founded();
    await expect(bench.storage().open()).rejects.toThrow(VaultHeld);
    await expect(bench.storage().erase()).rejects.toThrow(VaultHeld);
    expect(await vault.store.read()).toEqual(sealed(1, { frontier: 1, member: 2 }));
    await vault.close();
    await expect(vault.store.read()).rejects.toThrow(SupersededFence);
    await expect(vault.slots.flush()).rejects.toMatchObject({ failure: 'Closed' });
    await bench.storage().open();
    await expect(bench.storage().open()).rejects.toThrow(VaultHeld);
    bench.restart();
    await expect(bench.storage().open()).resolves.toMatchObject({ header });
  });

  test('turns an owner that slept through a takeover away, and writes nothing for it', async () => {
    const { bench, vault: asleep } = await founded();
    bench.restart();
    const { store } = await bench.storage().open();
    const stolen = batch(1, {
      secrets: new Map([['frontier', Uint8Array.of(9)]]),
      puts: [row('entries', '9', 9)],
      deletes: [{ table: 'entries', key: '1/1' }],
    });
    await expect(asleep.store.commit(stolen)).rejects.toThrow(SupersededFence);
    await expect(asleep.store.replace(sealed(1, {}))).rejects.toThrow(SupersededFence);
    await expect(asleep.store.read()).rejects.toThrow(SupersededFence);
    await expect(asleep.store.readRows('entries', '')).rejects.toThrow(SupersededFence);
    expect(await store.read()).toEqual(sealed(1, { frontier: 1, member: 2 }));
    expect(await store.readRows('entries', '')).toEqual([row('entries', '1/1', 1)]);
  });

  test('commits secrets and rows together, and replaces secrets without touching rows', async () => {
    const { vault } = await founded();
    await vault.store.commit(
      batch(1, {
        secrets: new Map([
          ['frontier', Uint8Array.of(3)],
          ['member', null],
          ['draft', Uint8Array.of(4)],
        ]),
        puts: [row('entries', '1/2', 2), row('documents', '1/1', 3)],
        deletes: [
          { table: 'entries', key: '1/1' },
          { table: 'documents', key: 'never there' },
        ],
      }),
    );
    expect(await vault.store.read()).toEqual(sealed(1, { frontier: 3, draft: 4 }));
    await vault.store.replace(sealed(2, { frontier: 5 }));
    expect(await vault.store.read()).toEqual(sealed(2, { frontier: 5 }));
    expect(await vault.store.readRows('entries', '')).toEqual([row('entries', '1/2', 2)]);
    expect(await vault.store.readRows('documents', '')).toEqual([row('documents', '1/1', 3)]);
  });

  test('refuses a batch for a generation that is not the one stored', async () => {
    const { vault } = await founded();
    const puts = [row('entries', '2', 2)];
    for (const generation of [0, 2]) {
      await expect(vault.store.commit(batch(generation, { puts }))).rejects.toThrow(
        StaleGeneration,
      );
    }
    expect(await vault.store.readRows('entries', '')).toEqual([row('entries', '1/1', 1)]);
    const unsealed = await createBench().storage().create(header);
    await expect(unsealed.store.commit(batch(1, { puts }))).rejects.toThrow(StaleGeneration);
  });

  test('reads rows by prefix, in order of their keys, a put winning over a delete', async () => {
    const { vault } = await founded();
    const keys = ['2/10', '2/02', '20/1', '10', '2/', '2'];
    await vault.store.commit(
      batch(1, {
        puts: keys.map((key, at) => row('entries', key, at)),
        deletes: [{ table: 'entries', key: '2' }],
      }),
    );
    const read = async (prefix: string) =>
      (await vault.store.readRows('entries', prefix)).map(({ key }) => key);
    expect(await read('2/')).toEqual(['2/', '2/02', '2/10']);
    expect(await read('2')).toEqual(['2', '2/', '2/02', '2/10', '20/1']);
    expect(await read('')).toEqual(['1/1', '10', '2', '2/', '2/02', '2/10', '20/1']);
    expect(await read('3')).toEqual([]);
  });

  test('reads rows in portions, each after the last key of the one before', async () => {
    const { vault } = await founded();
    const puts = ['2/1', '2/2', '2/3', '3/1'].map((key) => row('entries', key, 1));
    await vault.store.commit(batch(1, { puts }));
    const read = async (prefix: string, after: string, most: number) =>
      (await vault.store.readRows('entries', prefix, { after, most })).map(({ key }) => key);
    expect(await read('2/', '', 2)).toEqual(['2/1', '2/2']);
    expect(await read('2/', '2/2', 2)).toEqual(['2/3']);
    expect(await read('2/', '2/3', 2)).toEqual([]);
    expect(await read('3/', '2/1', 2)).toEqual(['3/1']);
  });

  test('takes a thousand rows at once', async () => {
    const { vault } = await founded();
    const puts = Array.from({ length: 1000 }, (_row, at) =>
      row('documents', String(at).padStart(4, '0'), at % 251),
    );
    await vault.store.commit(batch(1, { puts }));
    expect(await vault.store.readRows('documents', '')).toEqual(puts);
  });

  test('keeps the bytes as they were given, and none of the buffer around them', async () => {
    const { vault } = await founded();
    const buffer = Uint8Array.of(1, 2, 3, 4, 5);
    const given = { ...row('entries', '2', 0), sealed: buffer.subarray(1, 3) };
    await vault.store.commit(batch(1, { puts: [given] }));
    buffer.fill(9);
    for (let time = 0; time < 2; time += 1) {
      const [read] = await vault.store.readRows('entries', '2');
      expect(read?.sealed).toEqual(Uint8Array.of(2, 3));
      expect(read?.sealed.buffer.byteLength).toBe(2);
      read?.sealed.fill(9);
    }
  });

  test('leaves everything as it was when the device is full', async () => {
    const { bench, vault } = await founded();
    const change = batch(1, {
      secrets: new Map([
        ['member', null],
        ['frontier', Uint8Array.of(9)],
      ]),
      puts: [row('entries', '9', 9)],
      deletes: [{ table: 'entries', key: '1/1' }],
    });
    await bench.whileFull(async () => {
      await expect(vault.store.commit(change)).rejects.toThrow(StorageFull);
      const next = sealed(2, { frontier: 9 });
      await expect(vault.store.replace(next)).rejects.toThrow(StorageFull);
    });
    expect(await vault.store.read()).toEqual(sealed(1, { frontier: 1, member: 2 }));
    expect(await vault.store.readRows('entries', '')).toEqual([row('entries', '1/1', 1)]);
    await vault.store.commit(change);
    expect(await vault.store.read()).toEqual(sealed(1, { frontier: 9 }));
  });

  test('makes no vault on a device that is full, and can still make one later', async () => {
    const bench = createBench();
    const storage = bench.storage();
    await bench.whileFull(() => expect(storage.create(header)).rejects.toThrow(StorageFull));
    expect(await storage.find()).toBe('empty');
    await expect(storage.create(header)).resolves.toMatchObject({ header });
  });

  test('erased, also while it is open, is empty and has overwritten its slots', async () => {
    const { bench, storage, vault } = await founded();
    await vault.slots.write(0, slot(7));
    await vault.slots.write(1, slot(8));
    const file = bench.slotFile();
    await storage.erase();
    expect(file).toEqual(new Uint8Array(2 * SLOT_BYTES));
    expect(bench.slotFile()).toBeNull();
    await expect(vault.store.read()).rejects.toThrow(SupersededFence);
    expect(await storage.find()).toBe('empty');
    await expect(storage.open()).rejects.toMatchObject({ failure: 'Missing' });
    const next = await storage.create(header);
    expect(await next.store.read()).toBeNull();
    expect(await next.store.readRows('entries', '')).toEqual([]);
  });

  test('is empty where the browser cleared it, and may be founded anew', async () => {
    const { bench } = await founded();
    await bench.clear();
    expect(await bench.storage().find()).toBe('empty');
    await expect(bench.storage().open()).rejects.toMatchObject({ failure: 'Missing' });
    await (await bench.storage().create(header)).close();
    expect(await bench.storage().find()).toBe('present');
    await bench.clear();
    await bench.storage().erase();
    expect(await bench.storage().find()).toBe('empty');
  });

  test('names what is half there, and erases it', async () => {
    const { bench, vault } = await founded();
    await vault.slots.write(0, slot(7));
    await vault.close();
    const file = bench.slotFile();
    await bench.loseHeader();
    await expect(bench.storage().open()).rejects.toThrow(VaultDamaged);
    await bench.storage().erase();
    expect(file).toEqual(new Uint8Array(2 * SLOT_BYTES));
    expect(await bench.storage().find()).toBe('empty');

    await (await bench.storage().create(header)).close();
    bench.loseSlots();
    expect(await bench.storage().find()).toBe('present');
    await expect(bench.storage().open()).rejects.toMatchObject({ failure: 'Missing' });
    await bench.storage().erase();
    expect(await bench.storage().find()).toBe('empty');
  });
});
