const LEAST_PASSPHRASE_CHARACTERS = 12;
const LEAST_DIFFERENT_CHARACTERS = 6;

/** What the face can see at once; the vault judges again. `short` and `plain` are refused. */
export function passphraseProblem(passphrase: string): 'short' | 'plain' | null {
  const characters = Array.from(passphrase.normalize('NFKC'));
  if (characters.length < LEAST_PASSPHRASE_CHARACTERS) return 'short';
  return new Set(characters).size < LEAST_DIFFERENT_CHARACTERS ? 'plain' : null;
}
