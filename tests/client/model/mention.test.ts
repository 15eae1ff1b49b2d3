import { describe, expect, test } from 'vitest';
import { withNames, withReferences } from '../../../client/model/mention.ts';

const id = (seat: number) => `a${seat}`.padEnd(64, '0');
const MEMBERS = [
  { id: id(1), name: 'Noé' },
  { id: id(2), name: 'Noé Lambert' },
  { id: id(3), name: 'A. (host)' },
];
const nameOf = (memberId: string) => MEMBERS.find((one) => one.id === memberId)?.name ?? 'a member';

describe('a mention', () => {
  test.each([
    ['@Noé, and @Noé Lambert.', `@{${id(1)}}, and @{${id(2)}}.`],
    ['(@A. (host)) said', `(@{${id(3)}}) said`],
    ['@Noémie is somebody else', '@Noémie is somebody else'],
    [
      'write to info@Noé or https://social.example/@Noé',
      'write to info@Noé or https://social.example/@Noé',
    ],
    ['@nobody', '@nobody'],
  ])('"%s" refers to members alone', (written, sent) => {
    expect(withReferences(written, MEMBERS)).toBe(sent);
    expect(withNames(sent, nameOf)).toBe(written);
  });

  test('of who has left is "a member", and where nobody sits there is none', () => {
    expect(withNames(`Ask @{${id(9)}}.`, nameOf)).toBe('Ask @a member.');
    expect(withReferences('@Noé', [])).toBe('@Noé');
  });
});
