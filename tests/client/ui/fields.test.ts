import { describe, expect, test } from 'vitest';
import { inviteFragment } from '../../../client/ui/inviteFragment.ts';
import { passphraseProblem } from '../../../client/ui/passphraseCheck.ts';

describe('a passphrase', () => {
  test.each([
    ['elevenchars', 'short'],
    ['aaaaaaaaaaaaaaaa', 'plain'],
    ['abababababababab', 'plain'],
    ['four unrelated words here', null],
    ['quatre mots sans lien', null],
  ])('%s is judged', (passphrase, problem) => {
    expect(passphraseProblem(passphrase)).toBe(problem);
  });
});

describe('an invite link', () => {
  test.each([
    ['https://relay.example/j#a.b.c', 'a.b.c'],
    ['  https://relay.example/j#a.b.c\n', 'a.b.c'],
    ['#a.b.c', 'a.b.c'],
    ['a.b.c', 'a.b.c'],
    ['', null],
    ['#', null],
    ['https://relay.example/j#', null],
  ])('%j holds its fragment', (pasted, fragment) => {
    expect(inviteFragment(pasted)).toBe(fragment);
  });
});
