import { deriveEraSecret, takeEpochKeys, type GroupFace } from '../../crypto/index.ts';
import type { CircleState, Coming, EpochRecord } from './circleState.ts';

/** The circle's group as a copy: what is consumed is erased within it, and the stored one must serve again if a step is not. */
export function openGroup<Group>({ group }: CircleState, groups: GroupFace<Group>): Group {
  const state = groups.decode(group.slice());
  if (!state.ok) throw new Error('the stored group does not decode');
  return state.value;
}

/** From a group's new epoch to what a device keeps of it, PROTOCOL.md §2: never the secret that all of it came from. */

/** Where and when an epoch began, and by whose commit, as far as that is known. */
type Since = {
  readonly position: number;
  readonly hour: number;
  readonly committer: Uint8Array | null;
};

export async function takeEpoch<Group>(
  groups: GroupFace<Group>,
  state: Group,
  hourNow: number,
  since: Since,
): Promise<Coming> {
  const exported = await groups.exportAndScrub(state);
  const eraSecret = deriveEraSecret(exported.epochSecret);
  const epoch = epochRecord(groups, exported.state, exported.epochSecret, hourNow, since);
  return { group: groups.encode(exported.state), epoch, eraSecret };
}

/** Zeroes `epochSecret`. */
function epochRecord<Group>(
  groups: GroupFace<Group>,
  state: Group,
  epochSecret: Uint8Array,
  hourNow: number,
  since: Since,
): EpochRecord {
  return {
    since: since.position,
    sinceHour: since.hour,
    committer: since.committer,
    keys: takeEpochKeys(epochSecret, groups.epochOf(state), hourNow),
    treeHash: groups.treeHash(state),
    ownLeaf: groups.ownLeaf(state),
    seats: groups.seats(state).map(({ leaf, device }) => ({
      leaf,
      memberId: device.memberId,
      staticKey: device.staticKey,
    })),
  };
}
