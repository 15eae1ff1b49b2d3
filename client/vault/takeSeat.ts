import {
  applySeating,
  decodeCommitBinding,
  deriveInviteKeys,
  equalBytes,
  governanceCodec,
  governanceHash,
  nameHash,
  openGovernanceBody,
  seatCodec,
  type CommitBinding,
  type GovernanceState,
  type GroupFace,
} from '../../crypto/index.ts';
import { beginCircle } from './beginCircle.ts';
import { deviceOf, type CircleState } from './circleState.ts';
import type { JoinRequest, JoinState } from './joinState.ts';
import { takeEpoch } from './takeEpoch.ts';

/** From a Welcome to a seat, PROTOCOL.md §8 and §9: everything that a joiner can check before sitting down. */

/** The circle as it stands after the commit that seats this candidate; null where anything does not hold. */
export async function takeSeat<Group>(
  join: JoinState,
  request: JoinRequest,
  answer: { readonly welcome: Uint8Array; readonly seat: Uint8Array },
  groups: GroupFace<Group>,
  place: { readonly hourNow: number; readonly ordinal: number },
): Promise<CircleState | null> {
  const { invitation } = join;
  if (invitation === null) return null;
  const { circleId } = invitation;
  const { linkPsk } = deriveInviteKeys(join);
  const pending = {
    ...request.pending,
    initPrivateKey: request.pending.initPrivateKey.slice(),
  };
  // Its lifetime was for the members to judge, by the hour at which they seated it.
  const { madeAt } = request;
  const joined = await groups.join(answer.welcome, pending, circleId, madeAt, () => linkPsk);
  if (!joined.ok) return null;
  const binding = decodeCommitBinding(joined.value.pskId);
  const { group, epoch } = await takeEpoch(groups, joined.value.state, place.hourNow, {
    position: 0,
    hour: 0,
  });
  const { rec, epoch: number } = epoch.keys;
  const opened = openGovernanceBody(rec, circleId, number, answer.seat);
  const read = opened.ok ? seatCodec.decode(opened.value) : opened;
  if (!read.ok || !binding.ok || binding.value.kind !== 'seating') return null;
  const seat = read.value;
  const governance = governanceCodec.decode(seat.governance);
  if (!governance.ok) return null;
  const isBound =
    equalBytes(binding.value.inviteId, join.inviteId) &&
    equalBytes(binding.value.governance, governanceHash(governance.value)) &&
    equalBytes(governance.value.circleId, circleId);
  if (!isBound) return null;
  const seated = seatIn(governance.value, binding.value, request, circleId, seat.hour);
  if (seated === null) return null;
  const beginning = {
    ordinal: place.ordinal,
    circleId,
    relay: join.relay,
    identity: request.identity,
    eraSecret: seat.eraSecret,
    group,
    governance: seated,
    head: { index: seat.index, hour: seat.hour, chain: seat.chain },
  };
  return beginCircle(beginning, { ...epoch, since: seat.index, sinceHour: seat.hour });
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
