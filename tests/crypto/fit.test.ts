import { expect, test } from 'vitest';
import { isFit } from '../../crypto/index.ts';

test.each(['Camille', 'Zoë van ’t Hoff', '李小龍', 'علی‌رضا', 'क्‍ष', 'Anne 👩‍🌾', 'Léa ❤️'])(
  'a person may be called %s',
  (name) => expect(isFit('person', name)).toBe(true),
);

test.each([
  ['a space that nobody sees', 'Cam\u200bille'],
  ['a joiner between Latin letters', 'Cam\u200dille'],
  ['a selector after a Latin letter', 'Camille\ufe0f'],
  ['a soft hyphen', 'Cam\u00adille'],
  ['a filler alone', '\u3164'],
  ['a blank pattern of dots alone', '\u2800'],
  ['a mark of direction', 'Camille\u200f'],
  ['an override of direction', 'Cam\u202eille'],
  ['a second line', 'Camille\nhost'],
  ['a space at its end', 'Camille '],
  ['nothing', ''],
])('no name may hold %s', (_, name) => expect(isFit('person', name)).toBe(false));
