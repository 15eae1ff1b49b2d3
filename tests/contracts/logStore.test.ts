import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { hash } from '../../crypto/kdf.ts';
import { sodiumReady } from '../../crypto/sodium.ts';
import type { LogQuota, LogStore, NewRecord } from '../../relay/logStore.ts';
import { createMemoryLogStore } from '../../relay/memoryLogStore.ts';
import { openSqliteLogStore } from '../../relay/sqliteLogStore.ts';

const logId = new Uint8Array(32).fill(1);
const other = new Uint8Array(32).fill(2);
const voucher = new Uint8Array(32).fill(3);
const ALL = 1 << 20;
const QUOTA = { logBytes: ALL, logRecords: ALL };
let folder = '';

beforeAll(() => sodiumReady);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cenacle-store-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const databasePath = () => join(folder, 'relay.db');
const adapters: readonly (readonly [string, () => LogStore])[] = [
  ['memory', createMemoryLogStore],
  ['sqlite', () => openSqliteLogStore(databasePath())],
];

const record = (text: string, isBarrier = false, expiry = 100): NewRecord => ({
  bytes: new TextEncoder().encode(text),
  isBarrier,
  expiry,
});

function add(
  store: LogStore,
  seen: number,
  records: readonly NewRecord[],
  hour = 10,
  id: Uint8Array = logId,
) {
  store.create(id, voucher, hour);
  return store.append([{ logId: id, seen, records }], hour, QUOTA)[0];
}

describe.each(adapters)('the %s log store', (_, open) => {
  test('gives indexes from 1, and reads back in order what was appended', () => {
    const store = open();
    expect(store.stats(logId)).toBeNull();
    const outcome = add(store, 0, [record('a'), record('b')]);
    expect(outcome).toMatchObject({ kind: 'appended', indexes: [1, 2], hour: 10 });
    expect(add(store, 2, [record('c', true)], 11)).toMatchObject({ indexes: [3], hour: 11 });
    expect(store.read(logId, 1, ALL, ALL)).toEqual([
      { index: 2, hour: 10, ...record('b'), hash: hash('rec', record('b').bytes) },
      { index: 3, hour: 11, ...record('c', true), hash: hash('rec', record('c').bytes) },
    ]);
    const stats = { records: 3, lastBarrier: 3, hour: 11, bytes: 3 };
    expect(store.stats(logId)).toEqual(stats);
    store.close();
  });

  test('makes a log once, with one voucher, and appends to none that was not made', () => {
    const store = open();
    const asked = { logId, seen: 0, records: [record('a')] };
    expect(store.append([asked], 10, QUOTA)).toEqual([{ kind: 'no-such-log' }]);
    expect(store.stats(logId)).toBeNull();
    store.create(logId, voucher, 10);
    store.create(logId, other, 11);
    const empty = { records: 0, lastBarrier: 0, hour: 0, bytes: 0 };
    expect(store.stats(logId)).toEqual(empty);
    expect([voucher, other].map((one) => store.emptyLogs(one))).toEqual([1, 0]);
    expect(store.append([asked], 10, QUOTA)).toMatchObject([{ kind: 'appended' }]);
    store.close();
  });

  test('counts the empty logs of a voucher, and forgets those made before an hour', () => {
    const store = open();
    const ids = [10, 11, 12].map((byte) => new Uint8Array(32).fill(byte));
    for (const [at, id] of ids.entries()) store.create(id, voucher, 20 + at);
    store.create(other, other, 20);
    expect(store.emptyLogs(voucher)).toBe(3);
    add(store, 0, [record('a')], 20, ids[0]);
    expect(store.emptyLogs(voucher)).toBe(2);
    expect(store.forgetEmpty(22)).toBe(2);
    expect(store.emptyLogs(voucher)).toBe(1);
    expect([...ids, other].map((id) => store.stats(id) === null)).toEqual([
      false,
      true,
      false,
      true,
    ]);
    store.close();
  });

  test('refuses, wholly, what goes over the bytes or the records of a log; what stands is answered', () => {
    const store = open();
    add(store, 0, [record('aaaa', false, 20), record('bb')]);
    const ask = (quota: LogQuota, ...records: NewRecord[]) =>
      store.append([{ logId, seen: 0, records }], 10, quota)[0];
    const bytes = { logBytes: 8, logRecords: ALL };
    expect(ask(bytes, record('c'), record('dd'))).toEqual({ kind: 'over-quota' });
    expect(store.stats(logId)).toMatchObject({ records: 2, bytes: 6 });
    const records = { logBytes: ALL, logRecords: 3 };
    expect(ask(records, record('c'), record('d'))).toEqual({ kind: 'over-quota' });
    expect(ask({ logBytes: 0, logRecords: 0 }, record('aaaa'))).toMatchObject({ indexes: [1] });
    // Twice the same is one record more.
    expect(ask({ logBytes: 7, logRecords: 3 }, record('c'), record('c'))).toMatchObject({
      indexes: [3, 3],
    });
    expect(ask(bytes, record('ee'))).toEqual({ kind: 'over-quota' });
    store.expire(21);
    expect(store.stats(logId)?.bytes).toBe(3);
    expect(ask(bytes, record('ee'))).toMatchObject({ indexes: [4] });
    store.close();
  });

  test('keeps logs apart', () => {
    const store = open();
    add(store, 0, [record('a', true)]);
    expect(add(store, 0, [record('a')], 10, other)).toMatchObject({ indexes: [1] });
    expect(store.read(other, 0, ALL, ALL)).toHaveLength(1);
    store.close();
  });

  test('refuses, wholly, who has not seen the last barrier', () => {
    const store = open();
    add(store, 0, [record('a'), record('commit', true)]);
    const stale = { kind: 'stale', lastBarrier: 2 };
    expect(add(store, 1, [record('late'), record('later')])).toEqual(stale);
    expect(store.stats(logId)?.records).toBe(2);
    expect(add(store, 2, [record('late')])).toMatchObject({ indexes: [3] });
    store.close();
  });

  test('says of each request what is new, as it will be read back', () => {
    const store = open();
    add(store, 0, [record('a')]);
    const asked = [
      [record('b'), record('a'), record('b')],
      [record('c', true, 90), record('b')],
    ];
    const outcomes = store.append(
      asked.map((records) => ({ logId, seen: 0, records })),
      11,
      QUOTA,
    );
    const news = outcomes.map((outcome) => (outcome.kind === 'appended' ? outcome.news : null));
    const [b, c] = store.read(logId, 1, ALL, ALL);
    expect(news).toEqual([[b], [c]]);
    expect(add(store, 3, [record('a')])).toMatchObject({ indexes: [1], news: [] });
    store.close();
  });

  test('of two commits in one turn, the first wins and the second is stale', () => {
    const store = open();
    store.create(logId, voucher, 10);
    const outcomes = store.append(
      ['alice', 'bob'].map((who) => ({ logId, seen: 0, records: [record(who, true)] })),
      10,
      QUOTA,
    );
    expect(outcomes.map(({ kind }) => kind)).toEqual(['appended', 'stale']);
    store.close();
  });

  test('a record sent again keeps its index, even past a barrier or twice in one batch', () => {
    const store = open();
    add(store, 0, [record('a'), record('commit', true)]);
    expect(add(store, 0, [record('a')])).toMatchObject({ kind: 'appended', indexes: [1] });
    expect(add(store, 2, [record('a'), record('b'), record('b')])).toMatchObject({
      indexes: [1, 3, 3],
    });
    expect(store.stats(logId)?.records).toBe(3);
    store.close();
  });

  test('its hours never run backwards, whatever the clock says', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 50 }), { minLength: 1, maxLength: 8 }), (clock) => {
        const id = hash('log', new TextEncoder().encode(clock.join()));
        const store = open();
        for (const [at, hour] of clock.entries()) add(store, at, [record(`${at}`)], hour, id);
        const hours = store.read(id, 0, ALL, ALL).map((stored) => stored.hour);
        expect(hours).toEqual(hours.toSorted((one, next) => one - next));
        store.close();
      }),
      { seed: 60, numRuns: 15 },
    );
  });

  test('expiry leaves a stub at the same index, and touches nothing that still lives', () => {
    const store = open();
    add(store, 0, [record('short', false, 20), record('long', false, 21)]);
    expect(store.expire(20)).toBe(0);
    expect(store.expire(21)).toBe(1);
    expect(store.expire(21)).toBe(0);
    const [stub, alive] = store.read(logId, 0, ALL, ALL);
    expect(stub).toMatchObject({ index: 1, expiry: 20, bytes: null });
    expect(stub?.hash).toEqual(hash('rec', record('short').bytes));
    expect(alive?.bytes).toEqual(record('long').bytes);
    expect(add(store, 0, [record('short', false, 20)])).toMatchObject({ indexes: [1] });
    store.close();
  });

  test('reads in portions of bounded size, always at least one record', () => {
    const store = open();
    add(
      store,
      0,
      ['a', 'b', 'c'].map((letter) => record(letter.repeat(100))),
    );
    expect(store.read(logId, 0, 200, ALL).map(({ index }) => index)).toEqual([1, 2]);
    expect(store.read(logId, 2, 10, ALL).map(({ index }) => index)).toEqual([3]);
    expect(store.read(logId, 3, 10, ALL)).toEqual([]);
    store.close();
  });

  test('reads no more records than asked for, though all have faded to stubs', () => {
    const store = open();
    const letters = 'abcdefgh'.split('').map((letter) => record(letter, false, 20));
    add(store, 0, letters);
    store.expire(21);
    expect(store.read(logId, 2, ALL, 3).map(({ index }) => index)).toEqual([3, 4, 5]);
    expect(store.read(logId, 5, 0, ALL)).toHaveLength(3);
    store.close();
  });
});
