import {
  applyAction,
  applySeating,
  bucketStart,
  deriveInviteKeys,
  encodeCommitBinding,
  equalBytes,
  governanceHash,
  nameHash,
  signAction,
  type GroupFace,
} from '../../crypto/index.ts';
import { memberKeyOf, type CircleState, type Intent } from './circleState.ts';
import { actionRecord, sealedAs, type Sealed, type SealContext } from './outgoing.ts';
import { sealCommit } from './sealCommit.ts';
import { hourOf } from './hours.ts';

/** The endorsement and the commit that seats, in one batch: both stand or neither. */
export async function sealSeating<Group>(
  circle: CircleState,
  intent: Extract<Intent, { kind: 'seat' }>,
  groups: GroupFace<Group>,
  context: SealContext,
): Promise<Sealed> {
  const { endorsement, keyPackage } = intent;
  const { inviteId, name } = endorsement;
  const hour = Math.max(hourOf(context.nowMs), circle.head.hour);
  const invite = circle.governance.invites.find((one) => equalBytes(one.inviteId, inviteId));
  if (invite === undefined) return null;
  const member = memberKeyOf(circle.identity);
  const signed = signAction(circle.circleId, member, endorsement);
  const endorsed = applyAction(circle.governance, signed, hour);
  // Vouched before: the commit alone is lacking.
  const isVouched = !endorsed.ok && endorsed.error === 'AlreadyDone';
  if (!endorsed.ok && !isVouched) return null;
  const governance = endorsed.ok ? endorsed.value : circle.governance;
  const vouching = isVouched ? [] : [actionRecord(circle, endorsement, context)];
  const candidate = await groups.readKeyPackage(keyPackage, circle.circleId, bucketStart(hour));
  if (!candidate.ok) return null;
  const named = nameHash(name);
  const seating = {
    committer: member.publicKey,
    inviteId,
    candidate: candidate.value,
    nameHash: named,
  };
  if (!applySeating(governance, seating, hour).ok) {
    const [vouch] = vouching;
    return vouch === undefined ? null : { circle, sealed: sealedAs([vouch], vouch, circle, null) };
  }
  const pskId = encodeCommitBinding({
    kind: 'seating',
    governance: governanceHash(governance),
    inviteId,
    nameHash: named,
  });
  const psk = deriveInviteKeys({ ...invite, relay: circle.relay }).linkPsk;
  const change = { kind: 'add', candidate: candidate.value } as const;
  const commit = { change, pskId, psk, hedges: [], keyPackage, nack: null, endsEra: false };
  return sealCommit(circle, vouching, commit, groups, hour, context);
}
