import { utf8 } from '../../crypto/bytes.ts';
import type { MemoryDisk } from '../../client/storage/memoryVaultStorage.ts';

/** A device in memory as a thief finds it: the slots as they stand, and every value a transaction ever stored. */
export function blobsOf(disk: MemoryDisk): readonly Uint8Array[] {
  const rows = [...disk.rows.entries.values(), ...disk.rows.documents.values()];
  const names = [...(disk.secrets?.values.keys() ?? []), ...rows.map((row) => row.key)];
  return [
    ...disk.everWritten.map((bytes) => bytes.slice()),
    ...(disk.slotFile === null ? [] : [disk.slotFile.slice()]),
    ...names.map(utf8),
  ];
}
