import { closeEpochKeys, type Tree, type UsedHours } from '../../crypto/index.ts';
import type { EntryRecord } from './circleRows.ts';
import type { CircleState, EpochRecord } from './circleState.ts';
import { RECORD_HOURS } from './hours.ts';

/**
 * An epoch closes D + 7 days after its end, PROTOCOL.md §3: nothing can be sealed in it any more, and of its keys those
 * alone are left that something alive uses. By the log's hours, so that who was away for weeks still reads.
 */

const NOTHING: UsedHours = { body: new Set(), attribution: new Set() };

/** Keys are zeroed in place: `circle` must not be used afterwards. @param entries those that stand */
export function closeEpochs(circle: CircleState, entries: Iterable<EntryRecord>): CircleState {
  const used = usedHours(entries);
  const epochs = circle.epochs.flatMap((epoch, at): readonly EpochRecord[] => {
    const endedHour = circle.epochs[at + 1]?.sinceHour;
    const isOpen =
      endedHour === undefined ||
      epoch.keys.epoch === circle.rosterEpoch ||
      circle.head.hour - endedHour <= RECORD_HOURS;
    if (isOpen) return [epoch];
    const hours = used.get(epoch.keys.epoch);
    const keys = closeEpochKeys(epoch.keys, hours ?? NOTHING);
    return hours === undefined ? [] : [{ ...epoch, keys }];
  });
  const isKept = (one: { readonly epoch: number }) =>
    epochs.some(({ keys }) => keys.epoch === one.epoch);
  return {
    ...circle,
    epochs,
    checkedKeys: circle.checkedKeys.filter(isKept),
    counts: circle.counts.filter(({ rosterEpoch }) => isKept({ epoch: rosterEpoch })),
  };
}

/** By epoch: the hours of what was sealed in it, or in a segment that began with it, and of who said that. */
function usedHours(entries: Iterable<EntryRecord>): ReadonlyMap<number, UsedHours> {
  const used = new Map<number, { readonly [tree in Tree]: Set<number> }>();
  for (const { epoch, rosterEpoch, bucket, attribution } of entries) {
    for (const number of [epoch, rosterEpoch]) {
      const hours = used.get(number) ?? { body: new Set(), attribution: new Set() };
      used.set(number, hours);
      hours.body.add(bucket);
      if (attribution !== null) hours.attribution.add(attribution.bucket);
    }
  }
  return used;
}
