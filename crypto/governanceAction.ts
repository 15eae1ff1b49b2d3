import { decode, encode } from 'cborg';
import * as v from 'valibot';
import { concat, equalBytes } from './bytes.ts';
import { hash } from './kdf.ts';
import { fail, ok, type Result } from './result.ts';
import { sign, verify } from './signature.ts';

/** What a member states in a governance record, signed with the member key of this circle, PROTOCOL.md §9. */

const bytes = (length: number) =>
  v.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length === length);
const hour = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffff_fffe));
const MOST_NAME_LENGTH = 60;

const actionSchema = v.variant('kind', [
  v.strictObject({
    kind: v.literal('invite'),
    inviteId: bytes(16),
    secret: bytes(32),
    lastHour: hour,
  }),
  v.strictObject({ kind: v.literal('close-invite'), inviteId: bytes(16) }),
  v.strictObject({
    kind: v.literal('endorse'),
    inviteId: bytes(16),
    keyPackageRef: bytes(32),
    memberId: bytes(32),
    name: v.pipe(v.string(), v.nonEmpty(), v.maxLength(MOST_NAME_LENGTH)),
    staticKey: bytes(32),
    hedgeKey: bytes(1216),
    lastHour: hour,
  }),
]);

const signedSchema = v.strictObject({
  action: actionSchema,
  author: bytes(32),
  signature: bytes(64),
});

export type GovernanceAction = v.InferOutput<typeof actionSchema>;
/** `author` the member key; `signature` over H("gov-action", circleId ‖ canonical CBOR of the action). */
export type SignedAction = v.InferOutput<typeof signedSchema>;

function signedContent(circleId: Uint8Array, action: GovernanceAction): Uint8Array {
  return hash('gov-action', concat(circleId, encode(action)));
}

export function signAction(
  circleId: Uint8Array,
  author: { readonly publicKey: Uint8Array; readonly secretKey: Uint8Array },
  action: GovernanceAction,
): SignedAction {
  const signature = sign(author.secretKey, signedContent(circleId, action));
  return { action, author: author.publicKey, signature };
}

export function checkAction(circleId: Uint8Array, signed: SignedAction): boolean {
  return verify(signed.author, signedContent(circleId, signed.action), signed.signature);
}

export function encodeAction(signed: SignedAction): Uint8Array {
  return encode(signed);
}

/** Only the one canonical encoding is read. */
export function decodeAction(body: Uint8Array): Result<SignedAction, 'Malformed'> {
  try {
    const read = v.safeParse(signedSchema, decode(body, { strict: true }));
    if (!read.success || !equalBytes(encode(read.output), body)) return fail('Malformed');
    return ok(read.output);
  } catch {
    return fail('Malformed');
  }
}
