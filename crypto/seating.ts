import { encode } from 'cborg';
import { equalBytes, utf8 } from './bytes.ts';
import type { GovernanceAction } from './governanceAction.ts';
import {
  deviceNamed,
  hasRoom,
  mayOpenDoor,
  memberOf,
  type Device,
  type Endorsement,
  type GovernanceState,
  type Member,
  type Refusal,
  type StandingInvite,
} from './governance.ts';
import type { Candidate } from './groupFace.ts';
import { hedgeKeyHash, isHedgeKey } from './hedgeKey.ts';
import { hash } from './kdf.ts';
import { fail, ok, type Result } from './result.ts';

/** Who sits down: invite keys, those who vouch, and the commit that seats, PROTOCOL.md §9. */

/** An invite key lives at most this long, PROTOCOL.md §8. */
export const INVITE_HOURS = 7 * 24;
/** Of one issuer, standing or used up within their week: G travels with each Welcome, and must stay small. */
export const MOST_INVITES = 16;
/** The oldest give way: a seating brings its own with it. */
const MOST_ENDORSEMENTS = 24;

function findInvite(state: GovernanceState, inviteId: Uint8Array): StandingInvite | undefined {
  return state.invites.find((invite) => equalBytes(invite.inviteId, inviteId));
}

/** The invite, if it may still be used at `hour`. */
function openInvite(
  state: GovernanceState,
  inviteId: Uint8Array,
  hour: number,
): Result<StandingInvite, Refusal> {
  const invite = findInvite(state, inviteId);
  if (invite === undefined) return fail('UnknownInvite');
  return hour > invite.lastHour ? fail('Expired') : ok(invite);
}

export function issueInvite(
  state: GovernanceState,
  author: Member,
  action: Extract<GovernanceAction, { kind: 'invite' }>,
  hour: number,
): Result<GovernanceState, Refusal> {
  if (!mayOpenDoor(state, author)) return fail('NotAllowed');
  if (action.lastHour < hour) return fail('Expired');
  if (action.lastHour > hour + INVITE_HOURS) return fail('NotAllowed');
  const { inviteId, secret, lastHour } = action;
  const isKnown = [...state.invites, ...state.spentInvites].some((one) =>
    equalBytes(one.inviteId, inviteId),
  );
  if (isKnown) return fail('AlreadyDone');
  const present = withoutPast(state, hour);
  const own = [...present.invites, ...present.spentInvites].filter((one) =>
    equalBytes(one.issuer, author.memberId),
  );
  if (own.length >= MOST_INVITES) return fail('NotAllowed');
  if (!hasRoom(present)) return fail('TableFull');
  const invites = [...present.invites, { inviteId, secret, lastHour, issuer: author.memberId }];
  return ok({ ...present, invites });
}

/** Without invites past their hour and what was endorsed through them: the state would only ever grow. */
function withoutPast(state: GovernanceState, hour: number): GovernanceState {
  const isPresent = (one: { readonly lastHour: number }) => one.lastHour >= hour;
  const invites = state.invites.filter(isPresent);
  const stands = (one: Endorsement) =>
    invites.some((invite) => equalBytes(invite.inviteId, one.inviteId));
  return {
    ...state,
    invites,
    spentInvites: state.spentInvites.filter(isPresent),
    endorsements: state.endorsements.filter(stands),
  };
}

/** Its issuer or a host takes an invite key back; what was endorsed through it goes with it. */
export function closeInvite(
  state: GovernanceState,
  author: Member,
  inviteId: Uint8Array,
  hour: number,
): Result<GovernanceState, Refusal> {
  const invite = openInvite(state, inviteId, hour);
  if (!invite.ok) return invite;
  const isTheirs = equalBytes(invite.value.issuer, author.memberId);
  if (!isTheirs && !mayOpenDoor(state, author)) return fail('NotAllowed');
  return ok(withoutInvite(state, inviteId));
}

function withoutInvite(state: GovernanceState, inviteId: Uint8Array): GovernanceState {
  const isOther = (one: { readonly inviteId: Uint8Array }) => !equalBytes(one.inviteId, inviteId);
  return {
    ...state,
    invites: state.invites.filter(isOther),
    spentInvites: [
      ...state.spentInvites,
      ...state.invites
        .filter((one) => !isOther(one))
        .map(({ lastHour, issuer }) => ({ inviteId, lastHour, issuer })),
    ],
    endorsements: state.endorsements.filter(isOther),
  };
}

/** Letter by letter: what else looks alike, a client asks about, because devices must not differ in it. */
function isNameTaken(state: GovernanceState, name: string): boolean {
  return state.members.some((member) => member.name === name);
}

export function endorse(
  state: GovernanceState,
  author: Member,
  action: Extract<GovernanceAction, { kind: 'endorse' }>,
  hour: number,
): Result<GovernanceState, Refusal> {
  const invite = openInvite(state, action.inviteId, hour);
  if (!invite.ok) return invite;
  if (memberOf(state, action.memberId) !== undefined) return fail('AlreadyDone');
  // Its owner's own device would be taken for it.
  if (deviceNamed(state, action.staticKey) !== undefined) return fail('AlreadyDone');
  if (isNameTaken(state, action.name)) return fail('NameTaken');
  if (!isHedgeKey(action.hedgeKey)) return fail('Malformed');
  const endorsement = { ...action, sponsor: author.memberId };
  const isAgain = state.endorsements.some((one) => equalBytes(encode(one), encode(endorsement)));
  if (isAgain) return fail('AlreadyDone');
  if (!hasRoom(state)) return fail('TableFull');
  // A sponsor vouches for one person through one invite: the last word holds.
  const others = state.endorsements.filter(
    (one) =>
      !equalBytes(one.sponsor, author.memberId) || !equalBytes(one.inviteId, action.inviteId),
  );
  return ok({ ...state, endorsements: [...others, endorsement].slice(-MOST_ENDORSEMENTS) });
}

/** An Add commit: by whom, through which invite, for which device, under which name (H("name", name)). */
export type Seating = {
  readonly committer: Uint8Array;
  readonly inviteId: Uint8Array;
  readonly candidate: Candidate;
  readonly nameHash: Uint8Array;
};

export function nameHash(name: string): Uint8Array {
  return hash('name', utf8(name));
}

/**
 * The state after somebody is seated: min(k, members) distinct members' endorsements of the very same
 * candidate must stand, none past its last hour.
 */
export function applySeating(
  state: GovernanceState,
  seating: Seating,
  hour: number,
): Result<GovernanceState, Refusal> {
  const committer = memberOf(state, seating.committer);
  if (committer === undefined) return fail('NotAMember');
  if (!mayOpenDoor(state, committer)) return fail('NotAllowed');
  const invite = openInvite(state, seating.inviteId, hour);
  if (!invite.ok) return invite;
  if (memberOf(state, seating.candidate.device.memberId) !== undefined) return fail('AlreadyDone');
  const standing = state.endorsements.filter(
    (one) =>
      equalBytes(one.inviteId, seating.inviteId) &&
      isOfCandidate(one, seating) &&
      one.lastHour >= hour &&
      memberOf(state, one.sponsor) !== undefined,
  );
  const needed = Math.min(state.charter.sponsors, state.members.length);
  const [candidate] = standing;
  if (candidate === undefined || standing.length < needed) return fail('NotEnoughSponsors');
  const { memberId, name, keyPackageRef, staticKey, hedgeKey } = candidate;
  if (deviceNamed(state, staticKey) !== undefined) return fail('AlreadyDone');
  if (isNameTaken(state, name)) return fail('NameTaken');
  const member: Member = { memberId, name, role: 'member' };
  const device: Device = {
    memberId,
    keyPackageRef,
    staticKey,
    hedgeKey,
    lastCommitHour: hour,
    isSeated: true,
    asksFrom: 0,
  };
  return ok({
    ...withoutInvite(state, seating.inviteId),
    members: [...state.members, member],
    devices: [...state.devices, device],
  });
}

/** Only what speaks of the very device that is to sit, under the very name: words were compared of no other. */
function isOfCandidate(one: Endorsement, { candidate, nameHash: named }: Seating): boolean {
  const { ref, device } = candidate;
  return (
    equalBytes(one.keyPackageRef, ref) &&
    equalBytes(one.memberId, device.memberId) &&
    equalBytes(one.staticKey, device.staticKey) &&
    equalBytes(hedgeKeyHash(one.hedgeKey), device.hedgeKeyHash) &&
    equalBytes(nameHash(one.name), named)
  );
}
