import * as Automerge from '@automerge/automerge';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  addCapsules,
  capsulesOf,
  createSegmentDocument,
} from '../../client/model/segmentDocument.ts';
import {
  concat,
  entryId,
  openCapsule,
  sealCapsule,
  sodiumReady,
  toHex,
} from '../../crypto/index.ts';
import { keepSecret } from '../../crypto/capsule.ts';

const documentId = new Uint8Array(32).fill(4);
const secret = () => keepSecret(new Uint8Array(32).fill(1));
const honest = () =>
  sealCapsule(
    secret(),
    { kind: 'contribution', segmentEpoch: 1, currentEpoch: 1, bucket: 50 },
    new Uint8Array([1, 2, 3]),
    new Uint8Array(24),
  );

/** Bytes that claim to be a capsule, and bytes that do not even try. */
const hostileBytes = fc.oneof(
  fc.uint8Array({ maxLength: 3000 }),
  fc
    .uint8Array({ minLength: 80, maxLength: 3000 })
    .map((rest) => concat(honest().subarray(0, 22), rest)),
);

beforeAll(() => sodiumReady);

/** Deletes a key that is not there: `applyChanges` takes it, and `load(save(doc))` throws ever after. */
function brickingChange(): Uint8Array {
  return Automerge.encodeChange({
    actor: 'ee'.repeat(16),
    seq: 1,
    startOp: 2,
    time: 0,
    message: null,
    deps: Automerge.getHeads(createSegmentDocument(documentId)),
    ops: [{ action: 'del', obj: '_root', key: 'absent', pred: [] }],
  } as never);
}

function loadsAgain(document: Automerge.Doc<unknown>): boolean {
  try {
    Automerge.load(Automerge.save(document));
    return true;
  } catch {
    return false;
  }
}

describe("members' bytes are not trusted", () => {
  test('Eve sends a change that would brick the document: it is only a capsule that opens for nobody', () => {
    const naive = Automerge.applyChanges(createSegmentDocument(documentId), [brickingChange()])[0];
    expect(loadsAgain(naive)).toBe(false);

    const hostile = brickingChange();
    const document = addCapsules(createSegmentDocument(documentId), documentId, [
      hostile,
      honest(),
    ]);
    expect(loadsAgain(document)).toBe(true);
    expect(openCapsule(secret(), hostile).ok).toBe(false);
    const kept = capsulesOf(document).get(toHex(entryId(documentId, honest())));
    expect(openCapsule(secret(), kept ?? hostile)).toEqual({
      ok: true,
      value: new Uint8Array([1, 2, 3]),
    });
  });

  test('Eve cannot overwrite an entry nor equivocate: other bytes are another key and another actor', () => {
    fc.assert(
      fc.property(hostileBytes, (forged) => {
        const document = addCapsules(createSegmentDocument(documentId), documentId, [
          honest(),
          forged,
        ]);
        const kept = capsulesOf(document).get(toHex(entryId(documentId, honest())));
        expect(kept).toEqual(honest());
      }),
      { seed: 30, numRuns: 50 },
    );
  });

  test('whatever bytes arrive as capsules, the document still saves and loads', () => {
    fc.assert(
      fc.property(fc.array(hostileBytes, { maxLength: 8 }), (hostile) => {
        const document = addCapsules(createSegmentDocument(documentId), documentId, hostile);
        expect(loadsAgain(document)).toBe(true);
      }),
      { seed: 31, numRuns: 50 },
    );
  });
});
