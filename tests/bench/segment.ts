import * as Automerge from '@automerge/automerge';
import {
  addCapsules,
  createSegmentDocument,
  type SegmentDocument,
} from '../../client/model/segmentDocument.ts';
import { toHex } from '../../crypto/bytes.ts';
import { NO_EXPIRY } from '../../crypto/expiryTree.ts';
import { keepSecret, sealCapsule } from '../../crypto/capsule.ts';
import { hash } from '../../crypto/kdf.ts';
import { race, type Attempt, type Row } from './rivals.ts';

const ENTRIES = 200;
const APPENDS = 10;

/** Appends one by one, as contributions arrive, to a document that holds 200 already. */
export function benchSegment(): Promise<readonly Row[]> {
  const documentId = new Uint8Array(32).fill(1);
  const secret = keepSecret(new Uint8Array(32).fill(2));
  const header = {
    kind: 'contribution',
    segmentEpoch: 1,
    currentEpoch: 1,
    bucket: NO_EXPIRY,
  } as const;
  const capsules = Array.from({ length: ENTRIES + APPENDS }, (_, at) => {
    const salt = hash('bench', new Uint8Array([at])).slice(0, 24);
    return sealCapsule(secret, header, new Uint8Array(1000).fill(at), salt);
  });
  const full = addCapsules(
    createSegmentDocument(documentId),
    documentId,
    capsules.slice(0, ENTRIES),
  );
  const appending =
    (append: (document: SegmentDocument, capsule: Uint8Array) => SegmentDocument): Attempt =>
    () => {
      let document = Automerge.clone(full);
      const startedAt = performance.now();
      for (const capsule of capsules.slice(ENTRIES)) document = append(document, capsule);
      const rate = (APPENDS * 1000) / (performance.now() - startedAt);
      Automerge.free(document);
      return rate;
    };
  return race(
    `append to a segment of ${ENTRIES} entries`,
    'entries',
    appending((document, capsule) => addCapsules(document, documentId, [capsule])),
    {
      'bare Automerge change': appending((document, capsule) =>
        Automerge.change(document, { time: 0 }, (draft) => {
          draft[toHex(capsule.subarray(22, 38))] = { capsule };
        }),
      ),
    },
  );
}
