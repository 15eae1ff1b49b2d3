import { beforeAll, describe, expect, test } from 'vitest';
import { fromHex, NO_EXPIRY, sodiumReady, type EntryBody } from '../../crypto/index.ts';
import { hourOf } from '../../client/vault/hours.ts';
import { turnHostile, type HostileMember } from '../support/hostileMember.ts';
import { seat } from '../support/person.ts';
import {
  discuss,
  HOUR_MS,
  letterSaying,
  MINUTE_MS,
  say,
  setTable,
  type Table,
} from '../support/world.ts';

beforeAll(() => sodiumReady);

const filled = (byte: number, length = 32) => new Uint8Array(length).fill(byte);

describe('Eve, whose software is her own, quotes', () => {
  let table: Table;
  let eve: HostileMember;
  let discussionId: Uint8Array;
  let ids: Readonly<Record<'elsewhere' | 'here' | 'soonGone', Uint8Array>>;

  beforeAll(async () => {
    table = await setTable(221, { longestFade: null });
    const { alice, bob, join } = table;
    const person = await join('Eve');
    await seat(alice, person);
    await discuss([alice, bob], 'I resign elsewhere.');
    const elsewhere = fromHex(letterSaying(bob, 'I resign elsewhere.').id);
    discussionId = fromHex(await discuss([alice, bob, person], 'I stay.'));
    await say(alice, 'Only for an hour.', { fadeHours: 1 });
    const here = fromHex(letterSaying(bob, 'I stay.').id);
    ids = { elsewhere, here, soonGone: fromHex(letterSaying(bob, 'Only for an hour.').id) };
    eve = await turnHostile(person, table);
  });

  const quoting = (text: string, target: Uint8Array, words: string): EntryBody => ({
    kind: 'contribution',
    text,
    writtenHour: hourOf(table.simulation.timers.nowMs()),
    fadesAtMs: null,
    editKey: filled(3),
    replyTo: null,
    quote: { target, text: words },
  });
  const shown = (text: string) => letterSaying(table.alice, text).quote;

  test('words that Alice never wrote, of another discussion, or of nothing: they are not shown', async () => {
    for (const [text, target, words] of [
      ['A', ids.here, 'I resign.'],
      ['B', ids.elsewhere, 'I resign elsewhere.'],
      ['C', filled(8, 16), 'I stay.'],
    ] as const) {
      await eve.append(eve.content(discussionId, quoting(text, target, words)));
      expect(shown(text)).toMatchObject({ text: null, author: null });
    }
    await eve.append(eve.content(discussionId, quoting('D', ids.here, 'I stay.')));
    expect(shown('D')).toMatchObject({ text: 'I stay.', author: 'Alice' });
  });

  test('more than a passage, or nothing at all: it cannot be read', async () => {
    for (const words of ['', 'I stay.'.repeat(100)]) {
      expect(() => eve.content(discussionId, quoting('E', ids.here, words))).toThrow();
    }
  });

  test('for longer than it lives: the words go with their source, though hers stay', async () => {
    const { alice, simulation } = table;
    const body = quoting('Kept for ever.', ids.soonGone, 'Only for an hour.');
    await eve.append(eve.content(discussionId, body, { header: { bucket: NO_EXPIRY } }));
    expect(shown('Kept for ever.')?.text).toBe('Only for an hour.');
    await simulation.advance(HOUR_MS + 20 * MINUTE_MS);
    expect(shown('Kept for ever.')).toMatchObject({ text: null, author: null });
    await simulation.advance(HOUR_MS);
    await alice.tick();
    expect(shown('Kept for ever.')).toMatchObject({ text: null, author: null });
  });
});
