import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readVarint, stringsOfLog, stringsOfTable, unsnap } from './levelDb.ts';
import { nameOf } from './loot.ts';

/**
 * A browser's profile as a thief reads it: every file whole, and beside it what the file holds under its own
 * format: keys and values of LevelDB, which keeps past ones, and the byte arrays inside stored values.
 */

/** What V8's serializer writes before an array of bytes. */
const ARRAY = 0x42;
const LEAST_ARRAY_BYTES = 16;
/** Chromium's mark before a stored value that it has compressed. */
const COMPRESSED = Uint8Array.of(0xff, 0x11, 0x02);
/** A value's version stands before it, in a variable length. */
const MOST_VERSION_BYTES = 5;

/** @param directory of the whole profile; of a browser that still runs, some files may go while it is read */
export function readProfile(directory: string): readonly Uint8Array[] {
  const blobs = new Map<string, Uint8Array>();
  const keep = (bytes: Uint8Array) => blobs.set(nameOf(bytes), bytes);
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = readStanding(join(entry.parentPath, entry.name));
    if (file === null) continue;
    keep(file);
    const strings = entry.name.endsWith('.log') ? stringsOfLog(file) : stringsOfTable(file);
    for (const string of [file, ...strings]) {
      keep(string);
      const value = decompressed(string);
      if (value !== string) keep(value);
      if (string !== file || value !== file || entry.parentPath.includes('IndexedDB')) {
        for (const array of arraysIn(value)) keep(array);
      }
    }
  }
  return [...blobs.values()];
}

/** Null where the browser has deleted it since it was listed; every other failure is one. */
function readStanding(path: string): Uint8Array | null {
  try {
    return new Uint8Array(readFileSync(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function decompressed(value: Uint8Array): Uint8Array {
  for (let at = 0; at <= MOST_VERSION_BYTES; at += 1) {
    if (!COMPRESSED.every((byte, offset) => value[at + offset] === byte)) continue;
    return unsnap(value.subarray(at + COMPRESSED.length)) ?? value;
  }
  return value;
}

/** One after another: inside an array there is no other. */
function arraysIn(value: Uint8Array): readonly Uint8Array[] {
  const arrays: Uint8Array[] = [];
  for (let at = value.indexOf(ARRAY); at !== -1; at = value.indexOf(ARRAY, at)) {
    const length = readVarint(value, at + 1);
    const end = length === null ? 0 : length[1] + length[0];
    if (length !== null && length[0] >= LEAST_ARRAY_BYTES && end <= value.length) {
      arrays.push(value.subarray(length[1], end));
      at = end;
    } else at += 1;
  }
  return arrays;
}
