import { existsSync, readFileSync } from 'node:fs';
import type { CiphersuiteImpl } from 'ts-mls';
import type { Decoder } from 'ts-mls/codec/tlsDecoder.js';
import { fromHex } from '../../crypto/bytes.ts';

// mlswg/mls-implementations, RFC 9420, suite 3: read from a folder beside the repository, never copied.
// They hold the pinned and patched library, with our signature provider, against others' work.

const folder = new URL('../../../shared/vectors/mls/', import.meta.url);

export const areVectorsThere = existsSync(folder);

export type Texts = Readonly<Record<string, string>>;

export function load<Case>(name: string): Case[] {
  return JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Case[];
}

export function whole<Value>(decode: Decoder<Value>, hex: string): Value {
  const bytes = fromHex(hex);
  const [value, length] = decode(bytes, 0) ?? [];
  if (value === undefined || length !== bytes.length) throw new Error('does not decode');
  return value;
}

/** The GroupContext that a vector describes; without extensions, as all of them. */
export function contextOf(
  cs: CiphersuiteImpl,
  vector: { readonly group_id?: string; readonly confirmed_transcript_hash?: string },
  epoch: number,
  treeHash: Uint8Array,
) {
  return {
    version: 'mls10' as const,
    cipherSuite: cs.name,
    groupId: fromHex(vector.group_id ?? ''),
    epoch: BigInt(epoch),
    treeHash,
    confirmedTranscriptHash: fromHex(vector.confirmed_transcript_hash ?? ''),
    extensions: [],
  };
}
