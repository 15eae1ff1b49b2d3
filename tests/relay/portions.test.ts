import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LIMITS } from '../../relay/frames.ts';
import { PORTION_BYTES, portionsOf } from '../../relay/portions.ts';

test('portions follow on one another, hold every record, and none more than a frame may', () => {
  const lengths = fc.array(
    fc.oneof(fc.constant(null), fc.integer({ min: 1, max: LIMITS.recordBytes })),
    { maxLength: 40 },
  );
  fc.assert(
    fc.property(lengths, fc.nat(), fc.nat({ max: 2 }), (bodies, after, thousands) => {
      const faded = Array.from({ length: thousands * LIMITS.batchRecords }, () => null);
      const records = [...bodies, ...faded].map((length, at) => ({
        index: after + at + 1,
        hour: 1,
        expiry: 2,
        isBarrier: false,
        hash: new Uint8Array(32),
        bytes: length === null ? null : new Uint8Array(length),
      }));
      const portions = [...portionsOf(records)];
      expect(portions.flatMap(([, portion]) => portion)).toEqual(records);
      for (const [begins, portion] of portions) {
        expect(portion[0]?.index).toBe(begins + 1);
        expect(portion.length).toBeLessThanOrEqual(LIMITS.batchRecords);
        const bytes = portion.reduce((sum, record) => sum + (record.bytes?.length ?? 0), 0);
        if (portion.length > 1) expect(bytes).toBeLessThanOrEqual(PORTION_BYTES);
      }
    }),
    { seed: 91, numRuns: 30 },
  );
});
