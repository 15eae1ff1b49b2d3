import { expect, test } from 'vitest';
import { namesakeOf } from '../../../client/vault/namesake.ts';

const members = [{ name: 'Zoë Núñez' }, { name: 'राम' }, { name: 'أحمد' }, { name: 'ยาย' }];

test.each([
  ['Zoe Nunez', 'Zoë Núñez'],
  ['zoë-núñez', 'Zoë Núñez'],
  ['Ｚｏｅ Ｎｕｎｅｚ', 'Zoë Núñez'],
  ['राम', 'राम'],
  // Other vowels, other people.
  ['रमा', null],
  ['रोम', null],
  ['ยาย่า', null],
  ['Zoé Nunes', null],
])('%s is read as %s', (name, namesake) => {
  expect(namesakeOf(members, name)).toBe(namesake);
});
