import {
  bucketStart,
  commitCodec,
  deriveCapsuleSecret,
  deriveEraKeys,
  openCapsule,
  openHedge,
  openRecord,
  toHex,
} from '../../../crypto/index.ts';
import type { EntryRecord } from '../../../client/vault/circleRows.ts';
import {
  currentEpoch,
  type CircleState,
  type EpochRecord,
} from '../../../client/vault/circleState.ts';
import { openBody } from '../../../client/vault/openEntry.ts';
import { processRecord } from '../../../client/vault/processRecord.ts';
import { openGroup } from '../../../client/vault/takeEpoch.ts';
import { restore } from './stored.ts';
import type { Seated } from './table.ts';
import type { World } from './world.ts';

/**
 * What somebody who was removed can do who keeps all that their device held right before it read of it, with
 * everything that the relay ever stored: PROTOCOL.md, nothing of what was sealed by who had seen the removal.
 */

export async function removedFaults<Group>(
  world: World<Group>,
  removed: readonly Seated<Group>[],
  seated: readonly Seated<Group>[],
): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const { device } of removed) {
    if (device.beforeRemoval === null) throw new Error('nobody is removed unawares');
    const early = restore(device.beforeRemoval);
    const { circle, removal } = await justBefore(world, early);
    const found = [
      ...(await followed(world, circle, removal)),
      ...opened(circle, device.circle, world.entries),
      ...seated.flatMap((one) => sharedKeys(circle, device.circle, one.device.circle)),
    ];
    faults.push(...found.map((fault) => `${device.name}, removed, ${fault}`));
  }
  return faults;
}

/** At the last record before its removal, which is the worst for those who stay. */
async function justBefore<Group>(world: World<Group>, early: CircleState) {
  let circle = early;
  const logId = deriveEraKeys(early.eraSecret).log.publicKey;
  const log = world.relay.archive(logId);
  for (const record of log.slice(early.head.index)) {
    const taken = await processRecord(circle, record, world.groups, 0);
    if (typeof taken === 'string') throw new Error(taken);
    if (taken.circle.isRemoved) return { circle, removal: record };
    circle = taken.circle;
  }
  throw new Error('a log without the removal');
}

/** Whether its group goes on: through the removal, or through any commit that came after it. */
async function followed<Group>(
  { groups, relay, eraSecrets }: World<Group>,
  circle: CircleState,
  removal: { readonly index: number },
): Promise<readonly string[]> {
  const faults: string[] = [];
  const { circleId, identity, eraSecret } = circle;
  const first = deriveEraKeys(eraSecret).log.publicKey.toString();
  const later = [...eraSecrets.keys()].slice([...eraSecrets.keys()].indexOf(first));
  for (const name of later) {
    const secret = eraSecrets.get(name);
    if (secret === undefined) continue;
    const era = deriveEraKeys(secret);
    const isOwn = name === first;
    for (const { bytes, hour, index } of relay.archive(era.log.publicKey)) {
      if (bytes === null || (isOwn && index !== removal.index)) continue;
      if (!isOwn && openRecord(deriveEraKeys(eraSecret), bytes).ok) {
        faults.push(`opens an envelope of a later era`);
      }
      // Even whoever is handed what the envelope held gets no further.
      const content = openRecord(era, bytes);
      if (!content.ok || content.value.type !== 'commit') continue;
      const body = commitCodec.decode(content.value.body);
      if (!body.ok) continue;
      const { message, hedges } = body.value;
      const hedge = hedges
        .map(({ leaf, sealed }) => ({ circleId, epoch: content.value.epoch, leaf, sealed }))
        .map((place) => openHedge(identity.hedgeSeed, place, place.sealed))
        .find(({ ok }) => ok);
      if (hedge !== undefined) faults.push(`opens a hedge of ${index}`);
      const psk = new Uint8Array(32);
      const now = bucketStart(hour);
      const gone = await groups.process(openGroup(circle, groups), message, now, () => psk);
      if (gone.ok && !gone.value.removed) faults.push(`follows the commit at ${index}`);
    }
  }
  return faults;
}

/** Whether its keys open anything sealed in an epoch that began with its removal or later. */
function opened(
  before: CircleState,
  after: CircleState,
  entries: ReadonlyMap<string, EntryRecord>,
): readonly string[] {
  const present = currentEpoch(before);
  const later = [...entries.values()].filter(({ epoch }) => epoch > present.keys.epoch);
  return later.flatMap((entry) => {
    const isRead = [before, after].some((circle) => {
      const body = openBody(circle, entry, entry.capsule);
      return body !== null && body !== 'refused';
    });
    const segments = before.epochs.filter(({ keys }) => keys.epoch === entry.rosterEpoch);
    const isForced = [...segments, present].some((segment) => isOpenedBy(segment, present, entry));
    return isRead || isForced ? [`opens the entry at ${entry.index}`] : [];
  });
}

function isOpenedBy(segment: EpochRecord, present: EpochRecord, entry: EntryRecord): boolean {
  const secret = deriveCapsuleSecret(segment.keys, present.keys, 'body', entry.bucket);
  return secret !== null && openCapsule(secret, entry.capsule).ok;
}

function keysOf({ keys }: EpochRecord): readonly Uint8Array[] {
  const nodes = [...keys.body, ...keys.attribution].map(({ key }) => key);
  return [keys.keep, keys.rec, ...nodes];
}

/** Whether it holds any key of an epoch that it is no part of. */
function sharedKeys(
  before: CircleState,
  after: CircleState,
  stayed: CircleState,
): readonly string[] {
  const name = (key: Uint8Array) => toHex(key);
  const epochs = [...before.epochs, ...after.epochs];
  const own = new Set([before.eraSecret, ...epochs.flatMap(keysOf)].map(name));
  // What was erased is the same everywhere.
  own.delete(toHex(new Uint8Array(32)));
  const last = currentEpoch(before).keys.epoch;
  const later = stayed.epochs.filter(({ keys }) => keys.epoch > last).flatMap(keysOf);
  const shared = [stayed.eraSecret, ...later].filter((key) => own.has(name(key)));
  return shared.map(() => 'holds a key of a later epoch');
}
