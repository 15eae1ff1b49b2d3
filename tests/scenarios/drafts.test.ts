import { beforeAll, describe, expect, test } from 'vitest';
import { sodiumReady } from '../../crypto/index.ts';
import { PASSPHRASE, type Person } from '../support/person.ts';
import { comeBack, discuss, say, setTable, show, type Table } from '../support/world.ts';

beforeAll(() => sodiumReady);

describe('what Alice has begun to write', () => {
  let table: Table;
  let discussionId: string;

  beforeAll(async () => {
    table = await setTable(230);
    discussionId = await discuss([table.alice, table.bob], 'Who leaves first?');
  });

  const keeping = (text: string, id = discussionId) =>
    ({ kind: 'keep-draft', circleId: table.circleId, discussionId: id, text }) as const;
  const draftOf = (person: Person) => person.discussion().draft;

  test('is there again after locking and after closing the app, for her alone', async () => {
    const { alice, bob } = table;
    const before = table.relay.everyByte().length;
    await alice.ask(keeping('I have thought'));
    await alice.ask(keeping('I have thought about it.'));
    expect(draftOf(alice)).toBe('I have thought about it.');
    await alice.ask({ kind: 'lock' });
    expect(alice.snapshot().discussion).toBeNull();
    await alice.ask({ kind: 'unlock', passphrase: PASSPHRASE });
    await show(alice, discussionId);
    expect(draftOf(alice)).toBe('I have thought about it.');
    await alice.quit();
    await comeBack(alice);
    await show(alice, discussionId);
    expect(draftOf(alice)).toBe('I have thought about it.');
    expect(draftOf(bob)).toBe('');
    expect(table.relay.everyByte()).toHaveLength(before);
  });

  test('is one for each discussion, and goes when it is sent or emptied', async () => {
    const { alice } = table;
    const other = await discuss([alice], 'Something else.');
    await alice.ask(keeping('Elsewhere, too.', other));
    await show(alice, discussionId);
    expect(draftOf(alice)).toBe('I have thought about it.');
    await say(alice, 'I have thought about it.');
    expect(draftOf(alice)).toBe('');
    await show(alice, other);
    expect(draftOf(alice)).toBe('Elsewhere, too.');
    await alice.ask(keeping('', other));
    expect(draftOf(alice)).toBe('');
  });

  test('may be as long as a letter and no longer, and stands only where a discussion does', async () => {
    const { alice } = table;
    await show(alice, discussionId);
    const letter = 'x'.repeat(20_000);
    await alice.ask(keeping(letter));
    for (const giant of [`${letter}x`, 'x'.repeat(10_000_000)]) {
      expect(await alice.attempt(keeping(giant))).toEqual({ ok: false, error: 'too-long' });
    }
    expect(draftOf(alice)).toBe(letter);
    for (const id of ['', 'ee'.repeat(32)]) {
      expect(await alice.attempt(keeping('x', id))).toEqual({ ok: false, error: 'gone' });
    }
  });
});
