import * as v from 'valibot';
import { concat, equalBytes, u64, utf8 } from './bytes.ts';
import { bytesOf, canonicalCodec, count, discussionTitle, hour, letterText } from './codec.ts';
import { hash } from './kdf.ts';
import { fail, type Result } from './result.ts';
import { sign, verify } from './signature.ts';

/**
 * What stands inside a contribution's capsule, PROTOCOL.md §6: `circleId ‖ documentId ‖ canonical CBOR`. It
 * names no author, and no time finer than an hour but that of fading, which is a multiple of ten minutes.
 */

const TEN_MINUTES_MS = 600_000;
const PREFIX_BYTES = 64;

/** A passage, and no whole letter. */
export const QUOTE_CHARACTERS = 600;

/** What may be said of a contribution in one word. */
export const REACTIONS = ['heard', 'thanks', 'question', 'sit-with-it'] as const;
export type ReactionKind = (typeof REACTIONS)[number];

const fadesAtMs = v.nullable(v.pipe(count, v.multipleOf(TEN_MINUTES_MS)));
const target = bytesOf(16);
const signature = bytesOf(64);
/** Words of another contribution, as it says them. */
const quote = v.nullable(
  v.strictObject({ target, text: v.pipe(v.string(), v.nonEmpty(), v.maxLength(QUOTE_CHARACTERS)) }),
);

const entrySchema = v.variant('kind', [
  /** Opens a discussion in a segment; restated, equal, by the first who writes in a new one. */
  v.strictObject({
    kind: v.literal('header'),
    title: discussionTitle,
    openedHour: hour,
    fadesAtMs,
    format: v.literal('free'),
    /** Random: the discussion's id is made of all of this. */
    nonce: bytesOf(32),
  }),
  /** `editKey` is a one-time Ed25519 public key: who holds its secret may edit and withdraw. */
  v.strictObject({
    kind: v.literal('contribution'),
    text: letterText,
    writtenHour: hour,
    fadesAtMs,
    editKey: bytesOf(32),
    replyTo: v.nullable(target),
    quote,
  }),
  /** In the segment of the contribution that it answers, until the same hour. Who holds `editKey` may take it back. */
  v.strictObject({
    kind: v.literal('reaction'),
    target,
    reaction: v.picklist(REACTIONS),
    editKey: bytesOf(32),
  }),
  v.strictObject({ kind: v.literal('edit'), target, sequence: count, text: letterText, signature }),
  v.strictObject({ kind: v.literal('withdraw'), target, signature }),
]);

export type EntryBody = v.InferOutput<typeof entrySchema>;
export type Contribution = Extract<EntryBody, { kind: 'contribution' }>;
export type DiscussionHeader = Extract<EntryBody, { kind: 'header' }>;
export type Reaction = Extract<EntryBody, { kind: 'reaction' }>;
export type Amendment = Extract<EntryBody, { kind: 'edit' | 'withdraw' }>;

const codec = canonicalCodec(entrySchema);

/** Where an entry stands; both ids 32 bytes. */
export type EntryPlace = { readonly circleId: Uint8Array; readonly documentId: Uint8Array };

/** Throws on a body that no receiver would read. @returns the plaintext of a capsule of kind 1 */
export function encodeEntryBody(place: EntryPlace, body: EntryBody): Uint8Array {
  return concat(place.circleId, place.documentId, codec.encode(v.parse(entrySchema, body)));
}

/** Another circle's or document's text, moved here, is `NotAuthentic`. */
export function decodeEntryBody(
  place: EntryPlace,
  plaintext: Uint8Array,
): Result<EntryBody, 'Malformed' | 'NotAuthentic'> {
  if (plaintext.length < PREFIX_BYTES) return fail('Malformed');
  const expected = concat(place.circleId, place.documentId);
  if (!equalBytes(plaintext.subarray(0, PREFIX_BYTES), expected)) return fail('NotAuthentic');
  return codec.decode(plaintext.subarray(PREFIX_BYTES));
}

/** The id of the discussion that a header opens: another title or hour is another discussion. @returns 32 bytes */
export function discussionIdOf(circleId: Uint8Array, header: DiscussionHeader): Uint8Array {
  return hash('discussion', concat(circleId, codec.encode(header)));
}

/** When a contribution fades: whole tens of minutes, so that the hour of writing stays coarse. */
export function roundedFade(unixMs: number): number {
  return Math.ceil(unixMs / TEN_MINUTES_MS) * TEN_MINUTES_MS;
}

type Unsigned =
  | {
      readonly kind: 'edit';
      readonly target: Uint8Array;
      readonly sequence: number;
      readonly text: string;
    }
  | { readonly kind: 'withdraw'; readonly target: Uint8Array };

function amendmentContent(documentId: Uint8Array, amendment: Unsigned): Uint8Array {
  const { kind, target: entryId } = amendment;
  const rest =
    kind === 'edit' ? concat(u64(amendment.sequence), utf8(amendment.text)) : new Uint8Array(0);
  return hash(kind, concat(documentId, entryId, rest));
}

/** @param secretKey of the one-time pair of what is amended, 64 bytes */
export function signAmendment(
  secretKey: Uint8Array,
  documentId: Uint8Array,
  amendment: Unsigned,
): Amendment {
  return { ...amendment, signature: sign(secretKey, amendmentContent(documentId, amendment)) };
}

/** Whether the own one-time key of what it amends signed it. */
export function checkAmendment(
  { editKey }: Contribution | Reaction,
  documentId: Uint8Array,
  amendment: Amendment,
): boolean {
  const content = amendmentContent(documentId, amendment);
  return verify(editKey, content, amendment.signature);
}
