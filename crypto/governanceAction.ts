import { encode } from 'cborg';
import * as v from 'valibot';
import { concat } from './bytes.ts';
import { bytesOf, canonicalCodec, hour, personName } from './codec.ts';
import { hash } from './kdf.ts';
import { sign, verify } from './signature.ts';

/** What a member states in a governance record, signed with the member key of this circle, PROTOCOL.md §9. */

export const endorsementFields = {
  kind: v.literal('endorse'),
  inviteId: bytesOf(16),
  keyPackageRef: bytesOf(32),
  memberId: bytesOf(32),
  name: personName,
  staticKey: bytesOf(32),
  hedgeKey: bytesOf(1216),
  lastHour: hour,
};

const actionSchema = v.variant('kind', [
  v.strictObject({
    kind: v.literal('invite'),
    inviteId: bytesOf(16),
    secret: bytesOf(32),
    lastHour: hour,
  }),
  v.strictObject({ kind: v.literal('close-invite'), inviteId: bytesOf(16) }),
  v.strictObject(endorsementFields),
  v.strictObject({ kind: v.literal('remove'), memberId: bytesOf(32), lastHour: hour }),
]);

const signedSchema = v.strictObject({
  action: actionSchema,
  author: bytesOf(32),
  signature: bytesOf(64),
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

/** Only the one canonical encoding is read. */
export const { encode: encodeAction, decode: decodeAction } = canonicalCodec(signedSchema);
