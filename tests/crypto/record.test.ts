import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { advanceHead, eraHead, firstHead, recordHash } from '../../crypto/logHead.ts';
import { deriveEraKeys, openRecord, sealRecord, type RecordContent } from '../../crypto/record.ts';
import { sodiumReady } from '../../crypto/sodium.ts';

const nonce = new Uint8Array(24).fill(5);
const content = (body: Uint8Array): RecordContent => ({
  type: 'content',
  epoch: 4,
  headIndex: 17,
  headChain: new Uint8Array(32).fill(3),
  body,
});

beforeAll(() => sodiumReady);

describe('a record', () => {
  test('opens in its era to what was sealed, in a size class of at least 512', () => {
    const era = deriveEraKeys(new Uint8Array(32).fill(1));
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000 }), (body) => {
        const record = sealRecord(era, content(body), nonce);
        expect(openRecord(era, record)).toEqual({ ok: true, value: content(body) });
        expect([512, 1024, 2048, 4096]).toContain(record.length - 40);
      }),
      { seed: 11, numRuns: 60 },
    );
  });

  test('of another era, mutated or cut, is refused', () => {
    const era = deriveEraKeys(new Uint8Array(32).fill(1));
    const record = sealRecord(era, content(new Uint8Array(5)), nonce);
    const other = deriveEraKeys(new Uint8Array(32).fill(2));
    expect(openRecord(other, record)).toEqual({ ok: false, error: 'NotAuthentic' });
    fc.assert(
      fc.property(fc.nat({ max: record.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, x) => {
        const mutated = record.slice();
        mutated[at] = (mutated[at] ?? 0) ^ x;
        expect(openRecord(era, mutated)).toEqual({ ok: false, error: 'NotAuthentic' });
        expect(openRecord(era, record.subarray(0, at)).ok).toBe(false);
      }),
      { seed: 12, numRuns: 200 },
    );
  });

  test('too long for the relay is refused before it is sent', () => {
    const era = deriveEraKeys(new Uint8Array(32));
    expect(() => sealRecord(era, content(new Uint8Array(256 * 1024)), nonce)).toThrow(RangeError);
  });
});

describe('the log head', () => {
  const logged = (index: number, hour: number, byte: number, expiry = 99) => ({
    index,
    hour,
    expiry,
    recordHash: recordHash(new Uint8Array([byte])),
  });

  test('is the same from records and from stubs, and another for any other history', () => {
    const start = firstHead(new Uint8Array(32));
    const head = advanceHead(start, logged(1, 5, 1));
    expect(advanceHead(start, logged(1, 5, 1))).toEqual(head);
    const others = [logged(1, 6, 1), logged(1, 5, 2), logged(1, 5, 1, 98)];
    for (const other of others) expect(advanceHead(start, other)).not.toEqual(head);
  });

  test('notices a gap, a repetition and an hour that runs backwards', () => {
    const head = advanceHead(firstHead(new Uint8Array(32)), logged(1, 5, 1));
    if (typeof head === 'string') throw new Error(head);
    expect(advanceHead(head, logged(3, 5, 1))).toBe('Gap');
    expect(advanceHead(head, logged(1, 5, 1))).toBe('Gap');
    expect(advanceHead(head, logged(2, 4, 1))).toBe('HourRunsBackwards');
  });

  test('of a new era stands on the removal that began it', () => {
    const removal = { ...firstHead(new Uint8Array(32)), index: 9, hour: 70 };
    const head = eraHead(new Uint8Array(32).fill(1), removal);
    expect(head).toMatchObject({ index: 0, hour: 70 });
    expect(eraHead(new Uint8Array(32).fill(2), removal).chain).not.toEqual(head.chain);
  });
});
