import {
  bucketStart,
  firstHead,
  foundCircle,
  type Charter,
  type GroupFace,
} from '../../crypto/index.ts';
import type { RandomBytes } from '../storage/generation.ts';
import { beginCircle } from './beginCircle.ts';
import { deviceOf, drawIdentity, memberKeyOf, type CircleState } from './circleState.ts';
import { takeEpoch } from './takeEpoch.ts';

/** A circle at whose table its founder sits alone: epoch 0 of its first era. */
export async function createCircle<Group>(
  groups: GroupFace<Group>,
  said: { readonly name: string; readonly ownName: string; readonly charter: Charter },
  place: { readonly relay: string; readonly ordinal: number; readonly hourNow: number },
  random: RandomBytes,
): Promise<CircleState> {
  const circleId = random(32);
  const identity = drawIdentity(random);
  const { device, staticKey, hedgeKey } = deviceOf(identity, circleId);
  const founded = await groups.createGroup(circleId, device, bucketStart(place.hourNow));
  const { group, epoch, eraSecret } = await takeEpoch(groups, founded, place.hourNow, {
    position: 0,
    hour: place.hourNow,
    committer: null,
  });
  const memberId = memberKeyOf(identity).publicKey;
  const beginning = {
    ordinal: place.ordinal,
    circleId,
    relay: place.relay,
    identity,
    eraSecret,
    group,
    governance: foundCircle(
      circleId,
      said.name,
      said.charter,
      { memberId, name: said.ownName, role: 'host' },
      // A founder's device came by no key package: its signature key names it as well.
      {
        memberId,
        keyPackageRef: device.signing.publicKey,
        staticKey,
        hedgeKey,
        lastCommitHour: place.hourNow,
        isSeated: true,
        asksFrom: 0,
      },
    ),
    head: firstHead(circleId),
  };
  return beginCircle(beginning, epoch);
}
