import { equalBytes } from './bytes.ts';
import type { GovernanceAction } from './governanceAction.ts';
import { memberOf, type GovernanceState, type Member, type Refusal } from './governance.ts';
import type { Seat } from './groupFace.ts';
import { fail, ok, type Result } from './result.ts';

/**
 * Who leaves the table, PROTOCOL.md §9: min(2, hosts) hosts decide it, or more than half of all members; whom it is
 * about has no vote. Any member's device may carry it out.
 */

const VOTE_HOURS = 7 * 24;
const HOSTS_NEEDED = 2;

export function voteRemoval(
  state: GovernanceState,
  author: Member,
  action: Extract<GovernanceAction, { kind: 'remove' }>,
  hour: number,
): Result<GovernanceState, Refusal> {
  const { memberId, lastHour } = action;
  if (memberOf(state, memberId) === undefined) return fail('AlreadyDone');
  if (equalBytes(memberId, author.memberId) || lastHour > hour + VOTE_HOURS) {
    return fail('NotAllowed');
  }
  if (lastHour < hour) return fail('Expired');
  // About one member at a time: G travels with each Welcome, and must stay small.
  const others = state.removalVotes.filter(
    (vote) => vote.lastHour >= hour && !equalBytes(vote.voter, author.memberId),
  );
  const vote = { memberId, voter: author.memberId, lastHour };
  return ok({ ...state, removalVotes: [...others, vote] });
}

/** Those who would have this member leave, and still sit here themselves. */
export function votersFor(
  state: GovernanceState,
  memberId: Uint8Array,
  hour: number,
): readonly Member[] {
  return state.removalVotes.flatMap((vote) => {
    const isStanding = equalBytes(vote.memberId, memberId) && vote.lastHour >= hour;
    const voter = isStanding ? memberOf(state, vote.voter) : undefined;
    return voter === undefined ? [] : [voter];
  });
}

export function isRemovalDecided(
  state: GovernanceState,
  memberId: Uint8Array,
  hour: number,
): boolean {
  const isHost = ({ role }: Member) => role === 'host';
  const voters = votersFor(state, memberId, hour);
  const hosts = Math.min(HOSTS_NEEDED, state.members.filter(isHost).length);
  return voters.filter(isHost).length >= hosts || voters.length * 2 > state.members.length;
}

/** A commit that removes a member: every seat that it takes away, none where all of their devices have lost theirs. */
export type Removal = { readonly memberId: Uint8Array; readonly seats: readonly Seat[] };

/** The state without a member: all of their devices at once, and no invite of which they may know the secret. */
export function applyRemoval(
  state: GovernanceState,
  { memberId, seats }: Removal,
  hour: number,
): Result<GovernanceState, Refusal> {
  if (memberOf(state, memberId) === undefined) return fail('NotAMember');
  const isTheirs = (one: { readonly memberId: Uint8Array }) => equalBytes(one.memberId, memberId);
  const areTheirs = seats.every(({ device }) => isTheirs(device));
  const seated = state.devices.filter((device) => isTheirs(device) && device.isSeated);
  if (!areTheirs || seats.length !== seated.length) return fail('NotAllowed');
  if (!isRemovalDecided(state, memberId, hour)) return fail('NotEnoughVotes');
  return ok({
    ...state,
    members: withHost(state.members.filter((member) => !isTheirs(member))),
    devices: state.devices.filter((device) => !isTheirs(device)),
    invites: [],
    spentInvites: [
      ...state.spentInvites,
      ...state.invites.map(({ inviteId, issuer, lastHour }) => ({ inviteId, issuer, lastHour })),
    ],
    endorsements: [],
    removalVotes: state.removalVotes.filter(
      (vote) => !isTheirs(vote) && !equalBytes(vote.voter, memberId),
    ),
  });
}

/** A table is never without a host: who has sat there longest becomes one. */
function withHost(members: readonly Member[]): readonly Member[] {
  if (members.some(({ role }) => role === 'host')) return members;
  return members.map((member, at) => (at === 0 ? { ...member, role: 'host' } : member));
}
