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
import { actionRecord, outgoing, sealedAs, type Sealed, type SealContext } from './outgoing.ts';
import { takeEpoch } from './processRecord.ts';
import { RECORD_HOURS, hourOf } from './hours.ts';

/** Earlier ones of the same epoch, which a lost connection may still deliver. */
const KEPT_COMMITS = 3;

/** The endorsement and the commit that seats, in one batch: both stand or neither. */
export async function sealSeating<Group>(
  circle: CircleState,
  intent: Extract<Intent, { kind: 'seat' }>,
  groups: GroupFace<Group>,
  context: SealContext,
): Promise<Sealed> {
  const { random, nowMs } = context;
  const { endorsement, keyPackage } = intent;
  const { inviteId, keyPackageRef, name } = endorsement;
  const hour = Math.max(hourOf(nowMs), circle.head.hour);
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
  const state = groups.decode(circle.group.slice());
  if (!state.ok) throw new Error('the stored group does not decode');
  const hashed = governanceHash(governance);
  const committed = await groups.commit(
    state.value,
    { kind: 'add', keyPackage },
    {
      id: encodeCommitBinding({ governance: hashed, inviteId, nameHash: named }),
      value: deriveInviteKeys({ ...invite, relay: circle.relay }).linkPsk,
    },
    bucketStart(hour),
  );
  if (!committed.ok || committed.value.welcome === undefined) return null;
  const { commit, welcome, next } = committed.value;
  const record = outgoing(circle, 'commit', commit, hourOf(nowMs) + RECORD_HOURS, random);
  const { group, epoch } = await takeEpoch(groups, next, hourOf(nowMs), circle.head.index);
  const sealed = sealedAs([...vouching, record], record, circle, null);
  return {
    sealed,
    circle: {
      ...circle,
      // The ratchet has moved, whether or not the log accepts: no key of it serves twice.
      group: groups.encode(committed.value.state),
      pending: [
        ...circle.pending.slice(-KEPT_COMMITS),
        {
          hash: sealed.hash,
          group,
          epoch,
          governance: hashed,
          inviteId,
          keyPackage,
          keyPackageRef,
          name,
          welcome,
        },
      ],
    },
  };
}
