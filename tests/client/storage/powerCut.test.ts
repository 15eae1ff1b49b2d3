import { beforeAll, describe, expect, test } from 'vitest';
import {
  open,
  rotate,
  StaleGeneration,
  type Generation,
} from '../../../client/storage/generation.ts';
import { SupersededFence } from '../../../client/storage/secretStore.ts';
import { SLOT_BYTES } from '../../../client/storage/slotFile.ts';
import { sodiumReady } from '../../../crypto/index.ts';
import {
  atEveryStep,
  crashesAt,
  Disk,
  FATES,
  opened,
  passes,
  PowerCut,
  slotOf,
  stolenFrom,
  texts,
} from './powerCutDisk.ts';

const hours = (text: string) => texts({ frontier: text, member: 'Alice' });
const before = hours('all hours');
const after = hours('the hours ahead');
const later = hours('fewer hours still');

beforeAll(() => sodiumReady);

async function founded(): Promise<{ disk: Disk; first: Generation }> {
  const disk = new Disk();
  return { disk, first: await rotate(await disk.boot(), null, before) };
}

/** No eight bytes in a row of the old wrapped key are left in the file. */
function holdsNothingOf(wrapped: Uint8Array, file: Uint8Array): boolean {
  const haystack = Buffer.from(file);
  for (let at = 0; at + 8 <= wrapped.length; at += 1) {
    if (haystack.includes(Buffer.from(wrapped.subarray(at, at + 8)))) return false;
  }
  return true;
}

/** After whatever happened: it opens whole, and one more rotation leaves nothing of `wrapped` behind. */
async function expectMended(disk: Disk, wrapped: Uint8Array): Promise<void> {
  const vault = await disk.boot();
  const survived = await opened(vault);
  expect([before, after]).toContainEqual(survived.secrets);
  expect((await rotate(vault, survived, later)).secrets).toEqual(later);
  expect((await opened(await disk.boot())).secrets).toEqual(later);
  expect(holdsNothingOf(wrapped, disk.file)).toBe(true);
  expect(stolenFrom(disk)).toEqual(new Set(['frontier: fewer hours still', 'member: Alice']));
}

describe('a rotation that loses power', () => {
  test('at any step, with any fate of unflushed bytes, opens whole and then forgets', async () => {
    const steps = await atEveryStep(async (crash) => {
      const { disk, first } = await founded();
      const wrapped = slotOf(disk, first.slot);
      // What is looked for after the rotation is found before it, so the search can fail.
      expect(holdsNothingOf(wrapped, disk.file)).toBe(false);
      expect(stolenFrom(disk)).toContain('frontier: all hours');
      const vault = await disk.boot(crash);
      const survived = await passes(() => rotate(vault, first, after));
      await expectMended(disk, wrapped);
      return survived;
    });
    // Write, flush, transaction, overwrite, flush.
    expect(steps).toBe(5);
  });

  test('and loses it again while it recovers, still opens whole and then forgets', async () => {
    for (const crash of [1, 2, 3, 4, 5].flatMap((step) => crashesAt(step, ['lost', 50]))) {
      const steps = await atEveryStep(async (second) => {
        const { disk, first } = await founded();
        const wrapped = slotOf(disk, first.slot);
        const vault = await disk.boot(crash);
        expect(await passes(() => rotate(vault, first, after))).toBe(false);
        const recovering = await disk.boot(second);
        const survived = await passes(() => open(recovering));
        await expectMended(disk, wrapped);
        return survived;
      });
      expect(steps).toBe(2);
    }
  });

  test('after its transaction, wakes in the new generation: the more punctured state wins', async () => {
    for (const unflushed of FATES) {
      const { disk, first } = await founded();
      const vault = await disk.boot({ step: 3, moment: 'after', unflushed });
      await expect(rotate(vault, first, after)).rejects.toThrow(PowerCut);
      const woken = await opened(await disk.boot());
      expect(woken).toMatchObject({ number: 2, slot: 1, secrets: after });
    }
  });

  test('while it founds the vault, leaves one that opens or that can be founded again', async () => {
    await atEveryStep(async (crash) => {
      const disk = new Disk();
      const vault = await disk.boot(crash);
      const survived = await passes(() => rotate(vault, null, before));
      const next = await disk.boot();
      const found = await open(next);
      const generation = found.ok ? found.value : await rotate(next, null, before);
      expect(generation.secrets).toEqual(before);
      return survived;
    });
  });
});

describe('an owner', () => {
  test('whose generation is stale is refused before it writes over the key that counts', async () => {
    const { disk, first } = await founded();
    const vault = await disk.boot({ step: 3, moment: 'after', unflushed: 'kept' });
    await expect(rotate(vault, first, after)).rejects.toThrow(PowerCut);
    const file = disk.file.slice();
    const careless = await disk.boot();
    await expect(rotate(careless, first, after)).rejects.toThrow(StaleGeneration);
    await expect(rotate(careless, null, after)).rejects.toThrow(StaleGeneration);
    expect(disk.steps).toBe(0);
    expect(disk.file).toEqual(file);
    expect((await opened(careless)).secrets).toEqual(after);
  });

  test('who was superseded touches no slot', async () => {
    const { disk, first } = await founded();
    const asleep = await disk.boot();
    const awake = await disk.boot();
    const file = disk.file.slice();
    await expect(rotate(asleep, first, after)).rejects.toThrow(SupersededFence);
    await expect(open(asleep)).rejects.toThrow(SupersededFence);
    expect(disk.file).toEqual(file);
    expect((await opened(awake)).secrets).toEqual(before);
  });

  test('finds a damaged slot refused, and nothing overwritten because of it', async () => {
    const { disk, first } = await founded();
    disk.file[first.slot * SLOT_BYTES + 60] = (disk.file[first.slot * SLOT_BYTES + 60] ?? 0) ^ 1;
    const file = disk.file.slice();
    expect(await open(await disk.boot())).toEqual({ ok: false, error: 'NotAuthentic' });
    expect(disk.file).toEqual(file);
  });
});
