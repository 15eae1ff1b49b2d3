import type { CircleState, EpochRecord } from './circleState.ts';

type Beginning = Pick<
  CircleState,
  'ordinal' | 'circleId' | 'relay' | 'identity' | 'eraSecret' | 'group' | 'governance' | 'head'
>;

/** A circle as its device first sees it: at the epoch in which it was founded or joined. */
export function beginCircle(beginning: Beginning, epoch: EpochRecord): CircleState {
  return {
    ...beginning,
    epochs: [epoch],
    rosterEpoch: epoch.keys.epoch,
    heads: [beginning.head],
    pending: [],
    checkedKeys: [],
    attributionKey: null,
    outbox: [],
    mail: [],
    own: [],
    counts: [],
    lastRead: [],
    drafts: [],
    blankPages: [],
    listed: [],
    syncedAtMs: null,
    isForked: false,
    mayHaveMissed: false,
    lost: null,
    nacks: [],
    heard: [],
    eraStart: 0,
    previousLog: null,
    isRemoved: false,
  };
}
