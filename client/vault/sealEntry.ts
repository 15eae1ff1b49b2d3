import {
  contentCodec,
  deriveCapsuleSecret,
  encodeEntryBody,
  entryId,
  equalBytes,
  sealCapsule,
  segmentId,
  signAmendment,
  signAttribution,
  signingKeyPairFromSeed,
  type EntryBody,
} from '../../crypto/index.ts';
import type { Amended } from '../model/thread.ts';
import { nameOneself } from './attributionKey.ts';
import {
  currentEpoch,
  epochNumbered,
  memberKeyOf,
  type CircleState,
  type EntryIntent,
} from './circleState.ts';
import { decisionExpiry, outgoing, sealedAs, type Sealed, type SealContext } from './outgoing.ts';
import { countOf, PART_ENTRIES } from './takeContent.ts';
import { bucketOfFade, hourOf } from './hours.ts';

/** A contribution, its header, a reaction, an edit or a withdrawal, sealed with the name of who writes. */

/** Where the entry goes: the present segment, or that of what it is about. */
function placeOf(circle: CircleState, intent: EntryIntent, target: Amended | undefined) {
  const { circleId, rosterEpoch } = circle;
  const { discussionId } = intent;
  if ('target' in intent.draft) return target === undefined ? null : target.entry;
  const part = Math.floor(countOf(circle, discussionId, rosterEpoch) / PART_ENTRIES);
  const documentId = segmentId({ circleId, discussionId, rosterEpoch, part });
  return { rosterEpoch, part, documentId, bucket: bucketOfFade(intent.fadesAtMs) };
}

/** What an intent will say in that document; null where its author's device no longer may. */
export function bodyOf(
  intent: EntryIntent,
  documentId: Uint8Array,
  target: Amended | undefined,
  editSeed: Uint8Array | undefined,
): EntryBody | null {
  const { draft, fadesAtMs, createdAtMs } = intent;
  switch (draft.kind) {
    case 'header':
      return { ...draft, fadesAtMs, format: 'free' };
    case 'contribution':
      if (intent.editSeed === null) return null;
      return {
        ...draft,
        writtenHour: hourOf(createdAtMs),
        fadesAtMs,
        editKey: signingKeyPairFromSeed(intent.editSeed).publicKey,
      };
    case 'reaction':
      if (intent.editSeed === null || target === undefined) return null;
      return { ...draft, editKey: signingKeyPairFromSeed(intent.editSeed).publicKey };
    case 'edit':
    case 'withdraw': {
      if (editSeed === undefined || target === undefined) return null;
      const { secretKey } = signingKeyPairFromSeed(editSeed);
      const unsigned =
        draft.kind === 'edit' ? { ...draft, sequence: target.edits + 1 } : { ...draft };
      return signAmendment(secretKey, documentId, unsigned);
    }
  }
}

/** @param target what a reaction, an edit or a withdrawal is about */
export function sealEntry(
  circle: CircleState,
  intent: EntryIntent,
  target: Amended | undefined,
  context: SealContext,
): Sealed {
  const { random, nowMs } = context;
  const place = placeOf(circle, intent, target);
  const current = currentEpoch(circle);
  const segment = place && epochNumbered(circle, place.rosterEpoch);
  if (place === null || segment == null) return null;
  const { rosterEpoch, part, documentId, bucket } = place;
  const seed = circle.own.find(
    (one) => target && equalBytes(one.entryId, target.entry.entryId),
  )?.seed;
  const body = bodyOf(intent, documentId, target, seed);
  const secret = deriveCapsuleSecret(segment.keys, current.keys, 'body', bucket);
  const attributionSecret = deriveCapsuleSecret(segment.keys, current.keys, 'attribution', bucket);
  if (body === null || secret === null || attributionSecret === null) return null;
  const header = { segmentEpoch: rosterEpoch, currentEpoch: current.keys.epoch, bucket };
  const plaintext = encodeEntryBody({ circleId: circle.circleId, documentId }, body);
  const capsule = sealCapsule(secret, { ...header, kind: 'contribution' }, plaintext, random(24));
  const id = entryId(documentId, capsule);
  const named = nameOneself(circle, bucket, context);
  const { key } = named;
  const signed = signAttribution(
    signingKeyPairFromSeed(key.seed).secretKey,
    { circleId: circle.circleId, documentId, entryId: id },
    bucket,
    {
      memberId: memberKeyOf(circle.identity).publicKey,
      leaf: current.ownLeaf,
      generation: key.generation,
      sequence: key.sequence,
    },
  );
  const attribution = sealCapsule(
    attributionSecret,
    { ...header, kind: 'attribution' },
    signed,
    random(24),
  );
  const { discussionId } = intent;
  const content = contentCodec.encode({ discussionId, rosterEpoch, part, capsule, attribution });
  const record = outgoing(circle, 'content', content, bucket, random);
  const records = [
    ...(named.announcement === null
      ? []
      : [
          outgoing(
            circle,
            'announcement',
            named.announcement,
            decisionExpiry(circle, nowMs),
            random,
          ),
        ]),
    record,
  ];
  const used = { ...key, sequence: key.sequence + 1 };
  return {
    circle: { ...named.circle, attributionKey: used },
    sealed: sealedAs(records, record, circle, id),
  };
}
