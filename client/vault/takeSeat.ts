import {
  applySeating,
  equalBytes,
  nameHash,
  type CommitBinding,
  type GovernanceState,
  type GroupFace,
} from '../../crypto/index.ts';
import { beginCircle } from './beginCircle.ts';
import { deviceOf, type CircleState } from './circleState.ts';
import type { JoinRequest, JoinState } from './joinState.ts';
import { openWelcome, type Answer } from './openWelcome.ts';

/** From a Welcome to a seat, PROTOCOL.md §8 and §9: everything that a joiner can check before sitting down. */

/** The circle as it stands after the commit that seats this candidate; null where anything does not hold. */
export async function takeSeat<Group>(
  { invitation, inviteId, secret, relay }: JoinState,
  request: JoinRequest,
  answer: Answer,
  groups: GroupFace<Group>,
  place: { readonly hourNow: number; readonly ordinal: number },
): Promise<CircleState | null> {
  if (invitation === null) return null;
  const { circleId } = invitation;
  const { pending, madeAt, identity } = request;
  const asked = { circleId, inviteId, secret, pending, madeAt };
  const opened = await openWelcome(asked, answer, groups, place.hourNow);
  if (opened?.binding.kind !== 'seating') return null;
  const { governance, binding, group, eraSecret, head, epoch } = opened;
  if (!equalBytes(binding.inviteId, inviteId)) return null;
  const seated = seatIn(governance, binding, request, circleId, head.hour);
  if (seated === null) return null;
  const { ordinal } = place;
  const beginning = { ordinal, circleId, relay, identity, eraSecret, group, head };
  return beginCircle({ ...beginning, governance: seated }, epoch);
}

/** G after the commit. Who committed was for the members to judge, and is no part of it. */
function seatIn(
  before: GovernanceState,
  { inviteId, nameHash: named }: Extract<CommitBinding, { kind: 'seating' }>,
  request: JoinRequest,
  circleId: Uint8Array,
  hour: number,
): GovernanceState | null {
  const host = before.members.find((member) => member.role === 'host');
  // Under the name that was asked for, and no other.
  if (host === undefined || !equalBytes(named, nameHash(request.name))) return null;
  const { device } = deviceOf(request.identity, circleId);
  const candidate = {
    ref: request.keyPackageRef,
    device: { ...device, signatureKey: device.signing.publicKey },
  };
  const committer = host.memberId;
  const seated = applySeating(before, { committer, inviteId, candidate, nameHash: named }, hour);
  return seated.ok ? seated.value : null;
}
