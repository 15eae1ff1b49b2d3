import * as Automerge from '@automerge/automerge';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  addCapsules,
  capsulesOf,
  createSegmentDocument,
  loadSegmentDocument,
  writeSegmentDocument,
} from '../../../client/model/segmentDocument.ts';
import { encodeEntryChange } from '../../../client/model/canonicalChange.ts';
import { concat, entryId, fromHex, sodiumReady, toHex } from '../../../crypto/index.ts';

const documentId = new Uint8Array(32).fill(4);
const header = fromHex('010100000000000000070000000000000007' + '00001eb4');
const capsule = fc
  .uint8Array({ minLength: 80, maxLength: 700 })
  .map((rest) => concat(header, rest));
const capsules = fc.uniqueArray(capsule, { maxLength: 12, selector: toHex });
const heads = (document: Automerge.Doc<unknown>) => Automerge.getHeads(document).toSorted();

beforeAll(() => sodiumReady);

/** The slow way that `encodeEntryChange` stands for: Automerge itself, on a clone of the root. */
function changeByAutomerge(id: Uint8Array, bytes: Uint8Array): Uint8Array {
  const clone = Automerge.clone(createSegmentDocument(documentId), { actor: toHex(id) });
  const changed = Automerge.change(clone, { time: 0 }, (draft) => {
    draft[toHex(id)] = { capsule: bytes };
  });
  const change = Automerge.getLastLocalChange(changed);
  if (change === undefined) throw new Error('no change was made');
  return change;
}

const written = (all: readonly Uint8Array[]) =>
  writeSegmentDocument(
    documentId,
    all.map((capsule) => ({ entryId: entryId(documentId, capsule), capsule })),
  );

describe('a segment document', () => {
  test('has the same root on every device, and another for another segment', () => {
    expect(heads(createSegmentDocument(documentId))).toEqual(
      heads(createSegmentDocument(documentId)),
    );
    expect(heads(createSegmentDocument(new Uint8Array(32)))).not.toEqual(
      heads(createSegmentDocument(documentId)),
    );
  });

  test('an entry is the very change that Automerge would have made', () => {
    const root = heads(createSegmentDocument(documentId))[0] ?? '';
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 5000 }), (bytes) => {
        const id = entryId(documentId, bytes);
        const ours = Automerge.decodeChange(encodeEntryChange(fromHex(root), id, bytes));
        expect(ours).toEqual(Automerge.decodeChange(changeByAutomerge(id, bytes)));
      }),
      { seed: 20, numRuns: 60 },
    );
  });

  test('neither order nor repetition matters, and subsets meet', () => {
    fc.assert(
      fc.property(capsules, fc.nat(), (all, cut) => {
        const at = all.length === 0 ? 0 : cut % all.length;
        const alice = addCapsules(createSegmentDocument(documentId), documentId, all);
        const bob = addCapsules(
          addCapsules(createSegmentDocument(documentId), documentId, all.slice(at).toReversed()),
          documentId,
          all,
        );
        expect(heads(bob)).toEqual(heads(alice));
        expect(capsulesOf(bob)).toEqual(capsulesOf(alice));
      }),
      { seed: 21, numRuns: 40 },
    );
  });

  test('its file holds what it holds, and is loaded', () => {
    fc.assert(
      fc.property(capsules, (all) => {
        const document = addCapsules(createSegmentDocument(documentId), documentId, all);
        const loaded = loadSegmentDocument(written(all));
        if (loaded === null) throw new Error('it does not load');
        expect(heads(loaded)).toEqual(heads(document));
        expect(capsulesOf(loaded)).toEqual(capsulesOf(document));
      }),
      { seed: 22, numRuns: 40 },
    );
  });

  test('written anew from what still lives, its file holds no byte of what faded', () => {
    const faded = concat(header, fromHex('c0ffee'.repeat(40)));
    const alive = concat(header, new Uint8Array(300).fill(8));
    const id = toHex(entryId(documentId, faded));
    expect(toHex(written([alive, faded]))).toContain(id);
    expect(toHex(written([alive]))).not.toContain(id);
    expect(toHex(written([alive]))).not.toContain('c0ffeec0ffee');
  });
});
