import { encode } from 'cborg';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  concat,
  fromHex,
  signAmendment,
  signingKeyPairFromSeed,
  sodiumReady,
  type EntryBody,
} from '../../crypto/index.ts';
import { turnHostile, type HostileMember } from '../support/hostileMember.ts';
import { openDisk } from '../support/openedDisk.ts';
import { seat } from '../support/person.ts';
import { discuss, letterSaying, setTable, show, texts, type Table } from '../support/world.ts';

beforeAll(() => sodiumReady);

const filled = (byte: number, length = 32) => new Uint8Array(length).fill(byte);
const own = signingKeyPairFromSeed(filled(9));

describe('Eve, whose software is her own, reacts', () => {
  let table: Table;
  let eve: HostileMember;
  let here: string;
  let elsewhere: string;
  let target: Uint8Array;
  let documentId: Uint8Array;
  /** All that she has received. */
  let entryIds: readonly Uint8Array[];

  beforeAll(async () => {
    table = await setTable(211);
    const person = await table.join('Eve');
    await seat(table.alice, person);
    elsewhere = await discuss([table.alice, table.bob, person], 'Said elsewhere.');
    here = await discuss([table.alice, table.bob, person], 'Said here.');
    const { circleId } = table;
    const { id } = letterSaying(table.bob, 'Said here.');
    target = fromHex(id);
    await table.bob.ask({ kind: 'react', circleId, entryId: id, reaction: 'heard' });
    eve = await turnHostile(person, table);
    const disk = await openDisk(person, table);
    documentId = disk.documentIds[1] ?? filled(0);
    entryIds = disk.entryIds;
  });

  const reaction = (of: Uint8Array, kind: 'heard' | 'thanks' = 'thanks'): EntryBody => ({
    kind: 'reaction',
    target: of,
    reaction: kind,
    editKey: own.publicKey,
  });
  const reactions = () => letterSaying(table.alice, 'Said here.').reactions;
  const BOBS = { kind: 'heard', isOwn: false, names: ['Bob'], hasUnnamed: false };

  test('to a letter of another discussion, to a reaction and to nothing: nothing is shown', async () => {
    await eve.append(eve.content(fromHex(elsewhere), reaction(target)));
    await eve.append(eve.content(fromHex(here), reaction(filled(6, 16))));
    expect(reactions()).toEqual([BOBS]);
    await show(table.alice, elsewhere);
    expect(letterSaying(table.alice, 'Said elsewhere.').reactions).toEqual([]);
    await show(table.alice, here);
  });

  test('many times over: her name stands there once', async () => {
    for (let times = 0; times < 5; times += 1) {
      await eve.append(eve.content(fromHex(here), reaction(target)));
    }
    expect(reactions()).toEqual([BOBS, { ...BOBS, kind: 'thanks', names: ['Eve'] }]);
  });

  test('without a name, however often: somebody has said it, and nobody counts how many', async () => {
    for (let times = 0; times < 3; times += 1) {
      const unnamed = { content: { attribution: null } };
      await eve.append(eve.content(fromHex(here), reaction(target, 'heard'), unnamed));
    }
    expect(reactions()[0]).toEqual({ ...BOBS, hasUnnamed: true });
  });

  test('cannot take back what Bob has said', async () => {
    expect(entryIds).toHaveLength(5);
    for (const entryId of entryIds) {
      const signed = signAmendment(own.secretKey, documentId, {
        kind: 'withdraw',
        target: entryId,
      });
      await eve.append(eve.content(fromHex(here), signed));
    }
    expect(reactions()[0]?.names).toEqual(['Bob']);
    expect(texts(table.alice)).toEqual(['Said here.']);
  });

  test('in words of her own, or in a kind that nobody knows: it is left out', async () => {
    const prefixed = (body: unknown) => (honest: Uint8Array) =>
      concat(honest.slice(0, 64), encode(body));
    const standing = reactions();
    for (const body of [
      { kind: 'reaction', target, reaction: 'fifty likes', editKey: own.publicKey },
      { kind: 'reaction', target, reaction: 'heard', editKey: own.publicKey, count: 50 },
      { kind: 'reaction', target, reaction: 'heard' },
      { kind: 'applause', target },
    ]) {
      const plaintext = prefixed(body);
      await eve.append(eve.content(fromHex(here), reaction(target), { plaintext }));
    }
    expect(reactions()).toEqual(standing);
    expect(texts(table.alice)).toEqual(['Said here.']);
  });
});
