import { beforeAll, describe, expect, test } from 'vitest';
import {
  amend,
  rotate,
  StaleGeneration,
  type Generation,
} from '../../../client/storage/generation.ts';
import { StorageFull, type VaultRow } from '../../../client/storage/vaultStorage.ts';
import { sodiumReady, utf8 } from '../../../crypto/index.ts';
import { atEveryStep, Disk, opened, passes, stolenFrom, texts } from './powerCutDisk.ts';

beforeAll(() => sodiumReady);

const row = (key: string, content: string): VaultRow => ({
  table: 'entries',
  key,
  bucket: 7,
  sealed: utf8(content),
});
const before = texts({ frontier: 'all hours', member: 'Alice', draft: 'half a thought' });
const amended = texts({ frontier: 'the hours ahead', member: 'Alice' });
const changes = new Map([
  ['frontier', utf8('the hours ahead')],
  ['draft', null],
]);
const rows = { puts: [row('1', 'new')], deletes: [{ table: 'entries', key: '0' } as const] };

async function founded(): Promise<{ disk: Disk; first: Generation }> {
  const disk = new Disk();
  const vault = await disk.boot();
  const empty = await rotate(vault, null, before);
  const first = await amend(vault, empty, new Map(), { puts: [row('0', 'old')], deletes: [] });
  return { disk, first };
}

describe('an amendment', () => {
  test('changes the secrets it names and the rows beside them, within one generation', async () => {
    const { disk, first } = await founded();
    const vault = await disk.boot();
    const second = await amend(vault, first, changes, rows);
    expect(second).toEqual({ ...first, secrets: amended });
    expect(first.secrets).toEqual(before);
    const woken = await disk.boot();
    expect(await opened(woken)).toEqual(second);
    expect(await woken.store.readRows('entries', '')).toEqual(rows.puts);
  });

  test('that loses power before or after its one write happened whole or not at all', async () => {
    const steps = await atEveryStep(async (crash) => {
      const { disk, first } = await founded();
      const vault = await disk.boot(crash);
      const survived = await passes(() => amend(vault, first, changes, rows));
      const woken = await disk.boot();
      const hasHappened = survived || crash.moment === 'after';
      expect((await opened(woken)).secrets).toEqual(hasHappened ? amended : before);
      expect(await woken.store.readRows('entries', '')).toEqual(
        hasHappened ? rows.puts : [row('0', 'old')],
      );
      return survived;
    });
    expect(steps).toBe(1);
  });

  test('that finds no room leaves secrets and rows as they were', async () => {
    const { disk, first } = await founded();
    const vault = await disk.boot();
    disk.memory.failNext = () => {
      throw new StorageFull();
    };
    await expect(amend(vault, first, changes, rows)).rejects.toThrow(StorageFull);
    disk.memory.failNext = undefined;
    expect(await opened(vault)).toEqual(first);
    expect(await vault.store.readRows('entries', '')).toEqual([row('0', 'old')]);
  });

  test('on a generation that was left behind is refused', async () => {
    const { disk, first } = await founded();
    const vault = await disk.boot();
    const second = await rotate(vault, first, before);
    await expect(amend(vault, first, changes, rows)).rejects.toThrow(StaleGeneration);
    expect(await opened(vault)).toEqual(second);
    expect(await vault.store.readRows('entries', '')).toEqual([row('0', 'old')]);
  });

  test('leaves the thief what it replaced until the next rotation, and nothing of it after', async () => {
    const { disk, first } = await founded();
    const vault = await disk.boot();
    const second = await amend(vault, first, changes, rows);
    for (const old of ['frontier: all hours', 'draft: half a thought']) {
      expect(stolenFrom(disk)).toContain(old);
    }
    await rotate(vault, second, second.secrets);
    expect(stolenFrom(disk)).toEqual(new Set(['frontier: the hours ahead', 'member: Alice']));
  });
});
