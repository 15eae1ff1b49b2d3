import * as v from 'valibot';
import { charterSchema } from './charter.ts';
import { bytesOf, canonicalCodec, circleName, hour, personName } from './codec.ts';
import { endorsementFields } from './governanceAction.ts';
import type { GovernanceState } from './governance.ts';

/** G as it travels with a Welcome, PROTOCOL.md §9; the joiner holds it against the hash in the commit. */

const MOST_MEMBERS = 200;
const list = <Item>(item: v.GenericSchema<unknown, Item>) =>
  v.pipe(v.array(item), v.maxLength(MOST_MEMBERS * 5));

const governanceSchema = v.strictObject({
  circleId: bytesOf(32),
  name: circleName,
  charter: charterSchema,
  members: v.pipe(
    v.array(
      v.strictObject({
        memberId: bytesOf(32),
        name: personName,
        role: v.picklist(['host', 'member']),
      }),
    ),
    v.nonEmpty(),
    v.maxLength(MOST_MEMBERS),
  ),
  devices: list(
    v.strictObject({
      memberId: bytesOf(32),
      keyPackageRef: bytesOf(32),
      staticKey: bytesOf(32),
      hedgeKey: bytesOf(1216),
      lastCommitHour: hour,
      isSeated: v.boolean(),
      asksFrom: hour,
    }),
  ),
  invites: list(
    v.strictObject({
      inviteId: bytesOf(16),
      secret: bytesOf(32),
      issuer: bytesOf(32),
      lastHour: hour,
    }),
  ),
  spentInvites: list(
    v.strictObject({ inviteId: bytesOf(16), issuer: bytesOf(32), lastHour: hour }),
  ),
  endorsements: list(
    v.strictObject({
      ...endorsementFields,
      sponsor: bytesOf(32),
    }),
  ),
  hedgedHour: hour,
  dormancyHour: hour,
  removalVotes: list(v.strictObject({ memberId: bytesOf(32), voter: bytesOf(32), lastHour: hour })),
});

export const governanceCodec = canonicalCodec<GovernanceState>(governanceSchema);
