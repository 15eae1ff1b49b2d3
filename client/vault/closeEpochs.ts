import { closeEpochKeys } from '../../crypto/index.ts';
import type { EntryRecord } from './circleRows.ts';
import type { CircleState, EpochRecord } from './circleState.ts';
import { RECORD_HOURS } from './hours.ts';

/**
 * An epoch closes D + 7 days after its end, PROTOCOL.md §3: nothing can be sealed in it any more, and of its keys those
 * alone are left that something alive uses. By the log's hours, so that who was away for weeks still reads.
 */

/** Keys are zeroed in place: `circle` must not be used afterwards. @param entries those that stand */
export function closeEpochs(circle: CircleState, entries: Iterable<EntryRecord>): CircleState {
  const used = usedBuckets(entries);
  const nothing: ReadonlySet<number> = new Set();
  const epochs = circle.epochs.flatMap((epoch, at): readonly EpochRecord[] => {
    const endedHour = circle.epochs[at + 1]?.sinceHour;
    const isOpen =
      endedHour === undefined ||
      epoch.keys.epoch === circle.rosterEpoch ||
      circle.head.hour - endedHour <= RECORD_HOURS;
    if (isOpen) return [epoch];
    const buckets = used.get(epoch.keys.epoch) ?? nothing;
    const keys = closeEpochKeys(epoch.keys, buckets);
    return buckets.size === 0 ? [] : [{ ...epoch, keys }];
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

/** By epoch: the hours of what was sealed in it, or in a segment that began with it. */
function usedBuckets(entries: Iterable<EntryRecord>): ReadonlyMap<number, ReadonlySet<number>> {
  const used = new Map<number, Set<number>>();
  for (const { epoch, rosterEpoch, bucket } of entries) {
    for (const number of [epoch, rosterEpoch]) {
      const buckets = used.get(number) ?? new Set();
      used.set(number, buckets.add(bucket));
    }
  }
  return used;
}
