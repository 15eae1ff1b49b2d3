import { beforeAll, expect, test } from 'vitest';
import {
  checkAmendment,
  decodeEntryBody,
  encodeEntryBody,
  signAmendment,
  type Contribution,
} from '../../crypto/entryBody.ts';
import { signingKeyPairFromSeed } from '../../crypto/signature.ts';
import { sodiumReady } from '../../crypto/sodium.ts';

beforeAll(() => sodiumReady);

test('whatever sequence Eve gives her edit, checking it ends in yes or no', () => {
  const place = { circleId: new Uint8Array(32).fill(1), documentId: new Uint8Array(32).fill(2) };
  const editor = signingKeyPairFromSeed(new Uint8Array(32).fill(3));
  const contribution: Contribution = {
    kind: 'contribution',
    text: 'Bonjour',
    writtenHour: 8000,
    fadesAtMs: null,
    editKey: editor.publicKey,
    replyTo: null,
    quote: null,
  };
  const target = new Uint8Array(16).fill(4);
  const unsigned = { kind: 'edit', target, sequence: 1, text: 'Bonsoir' } as const;
  const signed = signAmendment(editor.secretKey, place.documentId, unsigned);
  expect(checkAmendment(contribution, place.documentId, signed)).toBe(true);
  for (const sequence of [0, 2 ** 32 - 1, 2 ** 32, Number.MAX_SAFE_INTEGER]) {
    const hostile = { ...unsigned, sequence, signature: signed.signature };
    const read = decodeEntryBody(place, encodeEntryBody(place, hostile));
    if (!read.ok || read.value.kind !== 'edit') throw new Error('not read as an edit');
    expect(checkAmendment(contribution, place.documentId, read.value)).toBe(false);
  }
});
