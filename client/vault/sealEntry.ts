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
  type CapsuleHeader,
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
  type EpochRecord,
} from './circleState.ts';
import { outgoing, sealedAs, type Sealed, type SealContext } from './outgoing.ts';
import { countOf, PART_ENTRIES } from './takeContent.ts';
import { attributionBucket, bucketOfFade, hourOf } from './hours.ts';

/** A contribution, its header, a reaction, an edit or a withdrawal, sealed; with the name of who writes where that is to be known. */

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
    case 'contribution': {
      if (intent.editSeed === null) return null;
      const { isUnnamed: _, ...said } = draft;
      return {
        ...said,
        writtenHour: hourOf(createdAtMs),
        fadesAtMs,
        editKey: signingKeyPairFromSeed(intent.editSeed).publicKey,
      };
    }
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
  const { random } = context;
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
  if (body === null || secret === null) return null;
  const header = { segmentEpoch: rosterEpoch, currentEpoch: current.keys.epoch, bucket };
  const plaintext = encodeEntryBody({ circleId: circle.circleId, documentId }, body);
  const capsule = sealCapsule(secret, { ...header, kind: 'contribution' }, plaintext, random(24));
  const id = entryId(documentId, capsule);
  const about = { ...header, kind: 'attribution', documentId, entryId: id } as const;
  const named = isNamed(intent) ? attribute(circle, segment, about, context) : null;
  const attribution = named?.attribution ?? null;
  const { discussionId } = intent;
  const content = contentCodec.encode({ discussionId, rosterEpoch, part, capsule, attribution });
  const record = outgoing(circle, 'content', content, bucket, random);
  const announced = named?.announcement ?? null;
  const records =
    announced === null
      ? [record]
      : [outgoing(circle, 'announcement', announced.sealed, announced.bucket, random), record];
  return {
    circle: named?.circle ?? circle,
    sealed: sealedAs(records, record, circle, {
      id,
      ownUntil: named?.bucket ?? hourOf(context.nowMs),
    }),
  };
}

/**
 * Only what says something of its own: a name beside an edit would say whose the letter is when its own name has faded,
 * and what changes a letter is signed by the letter's own pair.
 */
function isNamed({ draft }: EntryIntent): boolean {
  return draft.kind === 'reaction' || (draft.kind === 'contribution' && !draft.isUnnamed);
}

/** Null where this device has no key for that hour: then nobody's name stands there. */
function attribute(
  circle: CircleState,
  segment: EpochRecord,
  entry: CapsuleHeader & { readonly documentId: Uint8Array; readonly entryId: Uint8Array },
  context: SealContext,
) {
  const { charter } = circle.governance;
  const { circleId } = circle;
  const { documentId, entryId: id } = entry;
  const current = currentEpoch(circle);
  const bucket = attributionBucket(charter, entry.bucket, hourOf(context.nowMs));
  const secret = deriveCapsuleSecret(segment.keys, current.keys, 'attribution', bucket);
  if (secret === null) return null;
  const { key, announcement, circle: known } = nameOneself(circle, bucket, context);
  const signed = signAttribution(
    signingKeyPairFromSeed(key.seed).secretKey,
    { circleId, documentId, entryId: id },
    bucket,
    {
      memberId: memberKeyOf(circle.identity).publicKey,
      leaf: current.ownLeaf,
      generation: key.generation,
      sequence: key.sequence,
    },
  );
  const attribution = sealCapsule(secret, { ...entry, bucket }, signed, context.random(24));
  const attributionKey = { ...key, sequence: key.sequence + 1 };
  return { circle: { ...known, attributionKey }, attribution, announcement, bucket };
}
