import { fromHex, deriveEraKeys, type GroupFace } from '../../crypto/index.ts';
import { readCircles } from '../../client/vault/circleSecrets.ts';
import type { CircleState, EntryIntent } from '../../client/vault/circleState.ts';
import { hourOf } from '../../client/vault/hours.ts';
import { processRecord } from '../../client/vault/processRecord.ts';
import { sealEntry } from '../../client/vault/sealEntry.ts';
import { RELAY_LIMITS } from '../../relay/connection.ts';
import type { BenchTable } from './benchTable.ts';
import type { BenchDevice } from './engineWorld.ts';

/** Somebody who says thousands of things into a log, at the speed at which they can be sealed. */

export type Talker = {
  readonly circle: () => CircleState;
  /** One more contribution, which fades at that time, Unix milliseconds. */
  say(text: string, fadesAtMs: number): Promise<void>;
};

export function circleOf({ vault }: BenchDevice): CircleState {
  const [circle] = readCircles(vault.secrets());
  if (circle === undefined) throw new Error('sits in no circle');
  return circle;
}

/** @param circle as one of them has it, up to the end of the log */
export function createTalker<Group>(
  {
    store,
    time,
    discussionId,
    groups,
  }: Pick<BenchTable<Group>, 'store' | 'time' | 'discussionId'> & {
    readonly groups: GroupFace<Group>;
  },
  initial: CircleState,
): Talker {
  let circle = initial;
  const editSeed = time.random(32);
  return {
    circle: () => circle,
    async say(text, fadesAtMs) {
      const nowMs = time.timers.nowMs();
      const hour = hourOf(nowMs);
      const intent: EntryIntent = {
        kind: 'entry',
        localId: time.random(16),
        discussionId: fromHex(discussionId),
        draft: { kind: 'contribution', text, replyTo: null, quote: null },
        fadesAtMs,
        lifeMs: null,
        createdAtMs: nowMs,
        editSeed,
        sealed: null,
        isTakenBack: false,
      };
      const sealed = sealEntry(circle, intent, undefined, { random: time.random, nowMs });
      if (sealed === null) throw new Error('no key seals it');
      circle = sealed.circle;
      const { publicKey: logId } = deriveEraKeys(circle.eraSecret).log;
      const { records } = sealed.sealed;
      const seen = circle.head.index;
      store.append([{ logId, seen, records }], hour, RELAY_LIMITS);
      for (const record of store.read(logId, seen, Infinity, records.length)) {
        const processed = await processRecord(circle, record, groups, hour);
        if (typeof processed === 'string') throw new Error(processed);
        circle = processed.circle;
      }
    },
  };
}
