import { sodiumReady } from '../../crypto/sodium.ts';
import { stealVaults } from './atRest.ts';
import { openCapsules } from './capsules.ts';
import { createGroupThief } from './groupSecrets.ts';
import { createLoot, nameOf, type Loot, type Opened } from './loot.ts';
import { readArchive } from './relayArchive.ts';

/** The thief of PROTOCOL.md §9's promise: whole devices, passphrases, and all that the relay ever received. */

export type Stolen = {
  /** Everything that lies on the devices, past values and the names beside them included. */
  readonly blobs: readonly Uint8Array[];
  readonly passphrases: readonly string[];
  /** Records, or whole frames with records in them. */
  readonly archive: readonly Uint8Array[];
  /** Unix milliseconds of some moment in which the archive's key packages were valid. */
  readonly nowMs: number;
};

export type Recovered = {
  readonly opened: readonly Opened[];
  /** Every string of 32 bytes that was ever read. */
  readonly keys: readonly Uint8Array[];
  /** Where this text stands: in an opened layer, or in the clear. Empty: it is gone. */
  whereIs(text: string): readonly string[];
};

export async function recover(stolen: Stolen): Promise<Recovered> {
  await sodiumReady;
  const { blobs, passphrases, nowMs } = stolen;
  const archive = readArchive(stolen.archive);
  const loot = createLoot((bytes) => archive.has(bytes));
  for (const blob of blobs) loot.find(blob);
  const openVaults = await stealVaults(blobs, passphrases);
  const followGroups = createGroupThief(archive, Math.floor(nowMs / 1000));
  for (let size = -1; size < loot.size();) {
    size = loot.size();
    openVaults(loot);
    archive.open(loot);
    await followGroups(loot);
  }
  openCapsules(loot);
  const keys = [...loot.keys.values()];
  return { opened: loot.opened, keys, whereIs: (text) => placesOf(text, stolen, loot) };
}

function placesOf(text: string, { blobs, archive }: Stolen, { opened }: Loot): readonly string[] {
  const needles = [Buffer.from(text, 'utf8'), Buffer.from(text, 'utf16le')].map(nameOf);
  const holds = (bytes: Uint8Array) => {
    const haystack = nameOf(bytes);
    return needles.some((needle) => haystack.includes(needle));
  };
  return [
    ...(blobs.some(holds) ? ['on a device, in the clear'] : []),
    ...(archive.some(holds) ? ['at the relay, in the clear'] : []),
    ...opened.filter(({ plaintext }) => holds(plaintext)).map(({ layer }) => layer),
  ];
}
