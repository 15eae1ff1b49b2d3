import { equalBytes, isRemovalDecided, memberOf, votersFor } from '../../crypto/index.ts';
import type { RemovalView } from '../model/snapshot.ts';
import type { CircleState } from './circleState.ts';
import { hourOf } from './hours.ts';

/** How it stands with a member's leaving the table, as `ownId` sees it. */
export function removalView(
  { governance, outbox, isRemoved }: CircleState,
  memberId: Uint8Array,
  ownId: Uint8Array,
  nowMs: number,
): RemovalView {
  const hour = hourOf(nowMs);
  const voters = votersFor(governance, memberId, hour);
  const isOwn = (voter: { readonly memberId: Uint8Array }) => equalBytes(voter.memberId, ownId);
  const vote = { memberId, voter: ownId, lastHour: hour };
  const removalVotes = [
    ...governance.removalVotes.filter((one) => !equalBytes(one.voter, ownId)),
    vote,
  ];
  const isHost = memberOf(governance, ownId)?.role === 'host';
  const hasVoted = voters.some(isOwn);
  // Nobody has carried it out: a word more does.
  const isDecided = isRemovalDecided(governance, memberId, hour);
  return {
    voters: voters.map(({ name }) => name),
    // Of two, the one who is no host can never be more than half.
    mayVote:
      !isRemoved &&
      (!hasVoted || isDecided) &&
      !equalBytes(memberId, ownId) &&
      (isHost || governance.members.length > 2),
    wouldDecide: isRemovalDecided({ ...governance, removalVotes }, memberId, hour),
    isOnItsWay: outbox.some(
      (intent) => intent.kind === 'remove' && equalBytes(intent.memberId, memberId),
    ),
  };
}
