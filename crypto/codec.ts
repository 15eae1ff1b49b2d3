import { decode, encode } from 'cborg';
import * as v from 'valibot';
import { equalBytes } from './bytes.ts';
import { fail, ok, type Result } from './result.ts';

/** Structures in the one canonical CBOR encoding: what another encoding says is not read. */

export type Codec<Value> = {
  readonly encode: (value: Value) => Uint8Array;
  readonly decode: (bytes: Uint8Array) => Result<Value, 'Malformed'>;
};

export function canonicalCodec<Value>(schema: v.GenericSchema<unknown, Value>): Codec<Value> {
  return {
    encode: (value) => encode(value),
    decode(bytes) {
      try {
        const read = v.safeParse(schema, decode(bytes, { strict: true }));
        if (!read.success || !equalBytes(encode(read.output), bytes)) return fail('Malformed');
        return ok(read.output);
      } catch {
        // Deep nesting ends here too: the decoder runs out of stack.
        return fail('Malformed');
      }
    },
  };
}

export const bytesOf = (length: number) =>
  v.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length === length);
export const bytesUpTo = (most: number) =>
  v.custom<Uint8Array>(
    (value) => value instanceof Uint8Array && value.length > 0 && value.length <= most,
  );
export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** A bucket, or NO_EXPIRY. */
export const bucket = v.pipe(count, v.maxValue(0xffff_ffff));
/** A bucket that is an hour. */
export const hour = v.pipe(count, v.maxValue(0xffff_fffe));

/**
 * By which one name could be shown as another: control, line and bidirectional characters, and what nobody sees. Joiners
 * and selectors stay where scripts need them.
 */
const UNFIT_FOR_A_LINE =
  /[\p{Cc}\p{Zl}\p{Zp}\u2800[\p{Default_Ignorable_Code_Point}--[\u200c-\u200d\p{Variation_Selector}]]]|[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}][\u200c-\u200d\p{Variation_Selector}]/v;

/** One line of text as a person would write it: neither empty nor framed by spaces. */
const line = (mostLength: number) =>
  v.pipe(
    v.string(),
    v.nonEmpty(),
    v.maxLength(mostLength),
    v.check((text) => text === text.trim() && !UNFIT_FOR_A_LINE.test(text)),
  );
export const personName = line(60);
export const circleName = line(80);
export const discussionTitle = line(200);
export const letterText = v.pipe(v.string(), v.nonEmpty(), v.maxLength(20_000));

/** Whether others will read this text in that place. */
export function isFit(place: 'person' | 'circle' | 'title' | 'letter', text: string): boolean {
  const schema = {
    person: personName,
    circle: circleName,
    title: discussionTitle,
    letter: letterText,
  }[place];
  return v.is(schema, text);
}
