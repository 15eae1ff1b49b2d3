import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sodiumReady } from '../../../crypto/index.ts';
import { StorageFull } from '../../../client/storage/vaultStorage.ts';
import { CHARTER, host, PASSPHRASE, type Person } from '../../support/person.ts';
import {
  createWorld,
  discuss,
  HOUR_MS,
  say,
  show,
  texts,
  type World,
} from '../../support/world.ts';

beforeAll(() => sodiumReady);

const status = (person: Person) => person.snapshot().vault.kind;
const unlock = (person: Person, passphrase = PASSPHRASE) =>
  person.attempt({ kind: 'unlock', passphrase });

function flip(bytes: Uint8Array, at = 60): Uint8Array {
  return bytes.map((byte, index) => (index === at ? byte ^ 1 : byte));
}

describe('a vault', () => {
  let world: World;
  let alice: Person;
  let discussionId: string;
  const said = ['One.', 'Two.', 'Three.'];

  beforeAll(async () => {
    world = createWorld(130);
    alice = await world.join('Alice');
    await host(alice, CHARTER);
    discussionId = await discuss([alice], 'One.');
    await say(alice, 'Two.');
    await say(alice, 'Three.');
  });

  beforeEach(async () => {
    if (status(alice) === 'open') await alice.ask({ kind: 'lock' });
  });

  async function expectWhole(expected: readonly string[] = said): Promise<void> {
    expect(await unlock(alice)).toEqual({ ok: true, value: null });
    await show(alice, discussionId);
    expect(texts(alice)).toEqual(expected);
  }

  test('that is locked shows nothing, does nothing, and opens to its passphrase alone', async () => {
    expect(alice.snapshot()).toMatchObject({ vault: { kind: 'locked' }, circles: [], joins: [] });
    const create = { name: 'N', ownName: 'A', charter: CHARTER };
    expect(await alice.attempt({ kind: 'create-circle', ...create })).toEqual({
      ok: false,
      error: 'locked',
    });
    for (const wrong of ['', 'a table for twelve peopl', 'A table for twelve people']) {
      expect(await unlock(alice, wrong)).toEqual({ ok: false, error: 'wrong-passphrase' });
      expect(status(alice)).toBe('locked');
    }
    await expectWhole();
  });

  test('whose header, slots or secrets are damaged says so, and opens once they are back', async () => {
    const { disk } = alice;
    const { header, slotFile, secrets } = disk;
    if (header === null || slotFile === null || secrets === null) throw new Error('no vault');
    const [name, secret] = [...secrets.values][0] ?? ['', new Uint8Array(0)];
    const damages = [
      () => (disk.header = { ...header, stretch: flip(header.stretch, 0) }),
      () => (disk.header = { ...header, wrappedVaultKey: header.wrappedVaultKey.slice(1) }),
      () => (disk.header = null),
      () => (disk.slotFile = new Uint8Array(slotFile.length)),
      () =>
        (disk.secrets = { ...secrets, values: new Map([...secrets.values, [name, flip(secret)]]) }),
    ];
    for (const damage of damages) {
      const kept = slotFile.slice();
      damage();
      await alice.reopen();
      await unlock(alice);
      expect(status(alice)).toBe(disk.header === null ? 'empty' : 'damaged');
      Object.assign(disk, { header, secrets, slotFile: kept });
      await alice.reopen();
    }
    await expectWhole();
  });

  test('loses a damaged row alone, and makes a damaged document anew from its rows', async () => {
    const { rows } = alice.disk;
    const [document] = rows.documents.values();
    if (document === undefined) throw new Error('no document');
    rows.documents.set(document.key, { ...document, sealed: flip(document.sealed) });
    await expectWhole();
    await alice.ask({ kind: 'lock' });
    const second = [...rows.entries.values()][2];
    if (second === undefined) throw new Error('no row');
    rows.entries.set(second.key, { ...second, sealed: flip(second.sealed) });
    await expectWhole(['One.', 'Three.']);
    await alice.ask({ kind: 'lock' });
    rows.entries.set(second.key, second);
    await expectWhole();
  });

  test('whose disk cannot be read when it is opened is let go of, and opens once it can', async () => {
    const { rows } = alice.disk;
    const { entries } = rows;
    rows.entries = new (class extends Map {
      override values(): never {
        throw new Error('the disk does not answer');
      }
    })();
    expect(await unlock(alice)).toEqual({ ok: false, error: 'failed' });
    expect(status(alice)).toBe('locked');
    rows.entries = entries;
    await expectWhole();
  });

  test('belongs to one tab: another finds it elsewhere until it is free, and takes it over then', async () => {
    await expectWhole();
    const tab = await alice.openTab();
    await tab.send({ kind: 'unlock', passphrase: PASSPHRASE });
    expect(tab.getSnapshot().vault.kind).toBe('elsewhere');
    await alice.ask({ kind: 'lock' });
    await tab.send({ kind: 'use-here' });
    expect(tab.getSnapshot().vault.kind).toBe('locked');
    await tab.send({ kind: 'unlock', passphrase: PASSPHRASE });
    expect(tab.getSnapshot().vault.kind).toBe('open');
    await unlock(alice);
    expect(status(alice)).toBe('elsewhere');
    await tab.stop();
    await alice.ask({ kind: 'use-here' });
    await expectWhole();
  });

  test('whose lock was lost to another tab writes nothing more, and says where it is', async () => {
    await expectWhole();
    alice.disk.restart();
    const tab = await alice.openTab();
    await tab.send({ kind: 'unlock', passphrase: PASSPHRASE });
    const { circleId, id } = alice.discussion();
    const rest = { text: 'Superseded.', fadeHours: null, replyTo: null };
    await alice.attempt({ kind: 'contribute', circleId, discussionId: id, ...rest });
    expect(status(alice)).toBe('elsewhere');
    await tab.stop();
    await alice.ask({ kind: 'use-here' });
    await expectWhole();
  });

  test('can be locked, opened and left on a full disk, in which an hour has turned', async () => {
    await expectWhole();
    alice.disk.failNext = () => {
      throw new StorageFull();
    };
    await world.simulation.advance(2 * HOUR_MS);
    expect(await alice.attempt({ kind: 'lock' })).toEqual({ ok: true, value: null });
    expect(status(alice)).toBe('locked');
    expect(await unlock(alice)).toEqual({ ok: false, error: 'storage-full' });
    expect(status(alice)).toBe('locked');
    alice.disk.failNext = undefined;
    await expectWhole();
  });

  test('that found no room when it was made can be made later', async () => {
    const bob = await world.join('Bob');
    const create = { kind: 'create-vault', passphrase: PASSPHRASE } as const;
    for (const failing of ['create', 'slot', 'flush', 'replace']) {
      bob.disk.failNext = (write) => {
        if (write === failing) throw new StorageFull();
      };
      expect(await bob.attempt(create)).toEqual({ ok: false, error: 'storage-full' });
      expect(status(bob)).toBe('empty');
    }
    bob.disk.failNext = undefined;
    expect(await bob.attempt({ ...create, passphrase: 'aaaaaaaaaaaaaaaa' })).toEqual({
      ok: false,
      error: 'weak-passphrase',
    });
    await bob.ask(create);
    expect(status(bob)).toBe('open');
  });

  test('that the browser clears while it is open is gone, not elsewhere', async () => {
    await expectWhole();
    const kept = structuredClone({ ...alice.disk, failNext: null, restart: null, clear: null });
    alice.disk.clear();
    const { circleId, id } = alice.discussion();
    const rest = { text: 'Into nothing.', fadeHours: null, replyTo: null };
    await alice.attempt({ kind: 'contribute', circleId, discussionId: id, ...rest });
    expect(alice.snapshot()).toMatchObject({ vault: { kind: 'empty' }, circles: [] });
    const { header, secrets, slotFile, rows } = kept;
    Object.assign(alice.disk, { header, secrets, slotFile, rows });
    await alice.reopen();
    await expectWhole();
  });

  test('that the browser has cleared, or its owner erased, is gone without a word and may be made anew', async () => {
    alice.disk.clear();
    await alice.reopen();
    expect(status(alice)).toBe('empty');
    await alice.ask({ kind: 'create-vault', passphrase: PASSPHRASE });
    await host(alice, CHARTER);
    await alice.ask({ kind: 'erase-device' });
    expect(alice.snapshot()).toMatchObject({ vault: { kind: 'empty' }, circles: [] });
    await alice.reopen();
    expect(status(alice)).toBe('empty');
    expect(alice.disk).toMatchObject({ header: null, secrets: null, slotFile: null });
  });
});
