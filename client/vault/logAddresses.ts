import {
  deriveEraKeys,
  deriveInviteKeys,
  equalBytes,
  signingKeyPairFromSeed,
  type Invite,
} from '../../crypto/index.ts';
import type { LogAddress } from '../sync/logConnection.ts';
import type { CircleState } from './circleState.ts';

/** The logs of a circle, and by what the relay is asked to make each of them, relay/PROTOCOL.md. */

/** Of the present era: whoever comes first makes it, with the key of the one before. */
export function eraLog({ relay, eraSecret, previousLog }: CircleState): LogAddress {
  const { log } = deriveEraKeys(eraSecret);
  return previousLog === null
    ? { relay, log, making: { kind: 'founder' } }
    : { relay, log, making: { kind: 'parent', log: signingKeyPairFromSeed(previousLog) } };
}

/** Of the era that an own Remove with this hash will begin; null where it is another record. */
export function comingEraLog(circle: CircleState, hash: Uint8Array): LogAddress | null {
  const coming = circle.pending.find((one) => equalBytes(one.hash, hash));
  if (coming?.commit.endsEra !== true) return null;
  const { log } = deriveEraKeys(coming.eraSecret);
  return { relay: circle.relay, log, making: madeBy(circle) };
}

/** Of an invite: made by its members, found there by candidates. */
export function inboxLog(circle: CircleState, invite: Invite): LogAddress {
  return { relay: invite.relay, log: deriveInviteKeys(invite).log, making: madeBy(circle) };
}

function madeBy({ eraSecret }: CircleState): LogAddress['making'] {
  return { kind: 'parent', log: deriveEraKeys(eraSecret).log };
}
