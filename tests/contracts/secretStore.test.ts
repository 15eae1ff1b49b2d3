import 'fake-indexeddb/auto';
import { describe, expect, test } from 'vitest';
import {
  type FencedSecretStore,
  type SealedSecrets,
  SupersededFence,
} from '../../client/storage/secretStore.ts';
import { openIndexedDbSecretStore } from '../../client/storage/indexedDbSecretStore.ts';
import { createMemorySecretStore } from '../../client/storage/memorySecretStore.ts';

let databases = 0;
const adapters: readonly (readonly [string, () => Promise<FencedSecretStore>])[] = [
  ['memory', async () => createMemorySecretStore()],
  ['IndexedDB', () => openIndexedDbSecretStore(`vault-${(databases += 1)}`)],
];

const sealed = (generation: number, ...names: readonly string[]): SealedSecrets => ({
  generation,
  values: new Map(names.map((name, at) => [name, Uint8Array.of(generation, at)])),
});

describe.each(adapters)('the %s secret store', (_, open) => {
  test('holds nothing at first, then exactly what was last given', async () => {
    const store = await (await open()).takeOver();
    expect(await store.read()).toBeNull();
    await store.replace(sealed(1, 'frontier', 'member'));
    expect(await store.read()).toEqual(sealed(1, 'frontier', 'member'));
    await store.replace(sealed(2, 'frontier'));
    expect(await store.read()).toEqual(sealed(2, 'frontier'));
    await store.replace(sealed(3));
    expect(await store.read()).toEqual(sealed(3));
  });

  test('keeps its own copy, whatever the caller does to its bytes', async () => {
    const store = await (await open()).takeOver();
    const given = sealed(1, 'frontier');
    await store.replace(given);
    given.values.get('frontier')?.fill(9);
    const read = await store.read();
    expect(read).toEqual(sealed(1, 'frontier'));
    read?.values.get('frontier')?.fill(9);
    expect(await store.read()).toEqual(sealed(1, 'frontier'));
  });

  test('a second tab takes over what the first one stored', async () => {
    const database = await open();
    await (await database.takeOver()).replace(sealed(1, 'frontier'));
    expect(await (await database.takeOver()).read()).toEqual(sealed(1, 'frontier'));
  });

  test('a superseded tab neither reads nor writes again', async () => {
    const database = await open();
    const first = await database.takeOver();
    await first.replace(sealed(1, 'frontier'));
    const second = await database.takeOver();
    await expect(first.replace(sealed(2, 'stolen'))).rejects.toThrow(SupersededFence);
    await expect(first.read()).rejects.toThrow(SupersededFence);
    await second.replace(sealed(2, 'frontier'));
    await expect(first.replace(sealed(3, 'stolen'))).rejects.toThrow(SupersededFence);
    expect(await second.read()).toEqual(sealed(2, 'frontier'));
  });

  test('of tabs that take over at once, one alone still writes', async () => {
    const database = await open();
    const tabs = await Promise.all([1, 2, 3].map(() => database.takeOver()));
    const outcomes = await Promise.allSettled(
      tabs.map((tab) => tab.replace(sealed(1, 'frontier'))),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});
