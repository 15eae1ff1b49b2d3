import { encode } from 'cborg';
import { equalBytes } from './bytes.ts';
import type { Charter } from './charter.ts';
import type { GovernanceAction } from './governanceAction.ts';
import { hash } from './kdf.ts';

/**
 * What the circle has decided: a pure fold over the log, PROTOCOL.md §9. Time in its rules is always `hour`, the relay's hour of the
 * record at hand, never a local clock, so that two honest devices decide the same.
 */

export type Role = 'host' | 'member';

/** `memberId` an Ed25519 public key of this circle alone. */
export type Member = {
  readonly memberId: Uint8Array;
  readonly name: string;
  readonly role: Role;
};

/**
 * `staticKey` is DK (X25519, 32 bytes), `hedgeKey` HK (X-Wing), `lastCommitHour` counts dormancy. `isSeated`: it has a leaf
 * in the group; without one it may come back. `asksFrom`: the first hour whose nack is not answered yet.
 */
export type Device = {
  readonly memberId: Uint8Array;
  readonly keyPackageRef: Uint8Array;
  readonly staticKey: Uint8Array;
  readonly hedgeKey: Uint8Array;
  readonly lastCommitHour: number;
  readonly isSeated: boolean;
  readonly asksFrom: number;
};

export type StandingInvite = {
  readonly inviteId: Uint8Array;
  readonly secret: Uint8Array;
  readonly issuer: Uint8Array;
  readonly lastHour: number;
};

export type Endorsement = Extract<GovernanceAction, { kind: 'endorse' }> & {
  readonly sponsor: Uint8Array;
};

export type GovernanceState = {
  readonly circleId: Uint8Array;
  readonly name: string;
  readonly charter: Charter;
  readonly members: readonly Member[];
  readonly devices: readonly Device[];
  readonly invites: readonly StandingInvite[];
  /** Used or taken back, until their last hour: whoever has the record again cannot make it stand again. */
  readonly spentInvites: readonly Omit<StandingInvite, 'secret'>[];
  readonly endorsements: readonly Endorsement[];
  readonly removalVotes: readonly RemovalVote[];
  /** Of the last commit that injected a hedge. */
  readonly hedgedHour: number;
  /** Of the last commit that unseated what had been silent for too long; 0 before the first. */
  readonly dormancyHour: number;
};

/** `voter` would have `memberId` leave the table; counts up to `lastHour`. */
export type RemovalVote = {
  readonly memberId: Uint8Array;
  readonly voter: Uint8Array;
  readonly lastHour: number;
};

/** Why a record or commit changes nothing. */
export type Refusal =
  | 'Malformed'
  | 'NotAuthentic'
  | 'NotAMember'
  | 'NotAllowed'
  | 'UnknownInvite'
  | 'Expired'
  | 'AlreadyDone'
  | 'NotEnoughSponsors'
  | 'NotEnoughVotes'
  | 'NameTaken'
  | 'TableFull';

/** The state of a circle at whose table only its founder sits. */
export function foundCircle(
  circleId: Uint8Array,
  name: string,
  charter: Charter,
  founder: Member,
  device: Device,
): GovernanceState {
  return {
    circleId,
    name,
    charter,
    members: [{ ...founder, role: 'host' }],
    devices: [device],
    invites: [],
    spentInvites: [],
    endorsements: [],
    removalVotes: [],
    hedgedHour: device.lastCommitHour,
    dormancyHour: 0,
  };
}

/** H("gov", G), which every commit carries. Canonical CBOR: equal states are equal bytes. */
export function governanceHash(state: GovernanceState): Uint8Array {
  return hash('gov', encode(state));
}

/** G travels with each Welcome, and a record holds no more. */
export const MOST_STATE_BYTES = 240 * 1024;
/** What may still come when the table is full: votes of all, hours, who was vouched for already. */
const SPARE_BYTES = 20 * 1024;

/** Whether there is room for one more invite or endorsement; who is vouched for has their room. */
export function hasRoom(state: GovernanceState): boolean {
  return encode(state).length <= MOST_STATE_BYTES - SPARE_BYTES;
}

export function memberOf(state: GovernanceState, memberId: Uint8Array): Member | undefined {
  return state.members.find((member) => equalBytes(member.memberId, memberId));
}

/** By its DK: no two devices have the same. */
export function deviceNamed(
  { devices }: Pick<GovernanceState, 'devices'>,
  staticKey: Uint8Array,
): Device | undefined {
  return devices.find((device) => equalBytes(device.staticKey, staticKey));
}

export function withDevice(
  state: GovernanceState,
  staticKey: Uint8Array,
  change: Partial<Device>,
): GovernanceState {
  return {
    ...state,
    devices: state.devices.map((device) =>
      equalBytes(device.staticKey, staticKey) ? { ...device, ...change } : device,
    ),
  };
}

/** Who may issue invite keys and seat, by the charter. */
export function mayOpenDoor(state: GovernanceState, member: Member): boolean {
  return state.charter.opensDoor === 'members' || member.role === 'host';
}
