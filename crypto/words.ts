import { wordlist as english } from '@scure/bip39/wordlists/english.js';
import { wordlist as french } from '@scure/bip39/wordlists/french.js';
import { concat, u64 } from './bytes.ts';
import { hash } from './kdf.ts';

/** Eight words that two people compare aloud: 88 bits, PROTOCOL.md §8. */

export type WordLanguage = 'en' | 'fr';

const WORD_COUNT = 8;
const WORD_BITS = 11;

/** The candidate and the invitation that both screens must agree on; all 32 bytes but `inviteId` (16). */
export type SeatingTranscript = {
  readonly keyPackageRef: Uint8Array;
  readonly staticKey: Uint8Array;
  readonly hedgeKeyHash: Uint8Array;
  readonly inviteId: Uint8Array;
  readonly circleId: Uint8Array;
};

/** Both sides read the circle's language, not their own interface's, or equal words would look different. */
export function seatingWords(
  transcript: SeatingTranscript,
  language: WordLanguage,
): readonly string[] {
  const { keyPackageRef, staticKey, hedgeKeyHash, inviteId, circleId } = transcript;
  const content = concat(keyPackageRef, staticKey, hedgeKeyHash, inviteId, circleId);
  return wordsOf(hash('sas', content), language);
}

/** What members of one circle compare at a table to notice a split. */
export function headWords(
  epochAuthenticator: Uint8Array,
  index: number,
  chain: Uint8Array,
  language: WordLanguage,
): readonly string[] {
  return wordsOf(hash('words', concat(epochAuthenticator, u64(index), chain)), language);
}

function wordsOf(digest: Uint8Array, language: WordLanguage): readonly string[] {
  const list = language === 'fr' ? french : english;
  let bits = digest
    .slice(0, (WORD_COUNT * WORD_BITS) / 8)
    .reduce((all, byte) => (all << 8n) | BigInt(byte), 0n);
  const words: string[] = [];
  for (let at = 0; at < WORD_COUNT; at += 1) {
    words.unshift(list[Number(bits & 2047n)] ?? '');
    bits >>= BigInt(WORD_BITS);
  }
  return words;
}
