import {
  decodeCommitBinding,
  deriveInviteKeys,
  equalBytes,
  governanceCodec,
  governanceHash,
  openGovernanceBody,
  seatCodec,
  type CommitBinding,
  type GovernanceState,
  type GroupFace,
  type PendingKeyPackage,
} from '../../crypto/index.ts';
import type { Coming } from './circleState.ts';
import { takeEpoch } from './takeEpoch.ts';

/** What a Welcome leads to, PROTOCOL.md §8: the group, and the seat that only its epoch opens. */

/** `madeAt` Unix seconds, when the key package was made: its lifetime was for the members to judge. */
export type Asked = {
  readonly circleId: Uint8Array;
  readonly inviteId: Uint8Array;
  readonly secret: Uint8Array;
  readonly pending: PendingKeyPackage;
  readonly madeAt: number;
};

export type Answer = { readonly welcome: Uint8Array; readonly seat: Uint8Array };

/** `governance` before the commit, as `binding` holds it; `eraSecret`, `index`, `hour` and `chain` of the commit. */
export type OpenedWelcome = Coming & {
  readonly governance: GovernanceState;
  readonly binding: CommitBinding;
  readonly head: { readonly index: number; readonly hour: number; readonly chain: Uint8Array };
};

/** Null where anything does not hold. */
export async function openWelcome<Group>(
  { circleId, inviteId, secret, pending, madeAt }: Asked,
  answer: Answer,
  groups: GroupFace<Group>,
  hourNow: number,
): Promise<OpenedWelcome | null> {
  const { linkPsk } = deriveInviteKeys({ relay: '', inviteId, secret });
  // A copy: what opens nothing uses up no key.
  const own = { ...pending, initPrivateKey: pending.initPrivateKey.slice() };
  const joined = await groups.join(answer.welcome, own, circleId, madeAt, () => linkPsk);
  if (!joined.ok) return null;
  const binding = decodeCommitBinding(joined.value.pskId);
  const since = { position: 0, hour: 0, committer: null };
  const { group, epoch } = await takeEpoch(groups, joined.value.state, hourNow, since);
  const { rec, epoch: number } = epoch.keys;
  const opened = openGovernanceBody(rec, circleId, number, answer.seat);
  const seat = opened.ok ? seatCodec.decode(opened.value) : opened;
  const governance = seat.ok ? governanceCodec.decode(seat.value.governance) : seat;
  if (!binding.ok || !seat.ok || !governance.ok) return null;
  const isBound =
    equalBytes(binding.value.governance, governanceHash(governance.value)) &&
    equalBytes(governance.value.circleId, circleId);
  if (!isBound) return null;
  const { index, hour, chain, eraSecret } = seat.value;
  return {
    group,
    epoch: { ...epoch, since: index, sinceHour: hour },
    eraSecret,
    governance: governance.value,
    binding: binding.value,
    head: { index, hour, chain },
  };
}
