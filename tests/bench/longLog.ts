import { deriveEraKeys, fromHex } from '../../crypto/index.ts';
import { readCircles } from '../../client/vault/circleSecrets.ts';
import type { CircleState, EntryIntent, SealedIntent } from '../../client/vault/circleState.ts';
import { hourOf } from '../../client/vault/hours.ts';
import { processRecord } from '../../client/vault/processRecord.ts';
import { sealEntry } from '../../client/vault/sealEntry.ts';
import { sealUpdate } from '../../client/vault/sealUpdate.ts';
import { RELAY_LIMITS } from '../../relay/connection.ts';
import type { BenchTable } from './benchTable.ts';
import type { BenchDevice } from './engineWorld.ts';

/** Somebody who says thousands of things into a log, at the speed at which they can be sealed. */

export type Talker = {
  /** Reads what others have said meanwhile. */
  follow(): Promise<void>;
  /** One more contribution, which fades at that time, Unix milliseconds. */
  say(text: string, fadesAtMs: number): Promise<void>;
  /** The weekly commit, if it is due. */
  renewKeys(): Promise<void>;
  change(make: (circle: CircleState) => CircleState): void;
};

export function circleOf({ vault }: BenchDevice): CircleState {
  const [circle] = readCircles(vault.secrets());
  if (circle === undefined) throw new Error('sits in no circle');
  return circle;
}

/** @param initial as one of them has the circle */
export function createTalker<Group>(
  table: Pick<BenchTable<Group>, 'store' | 'time' | 'discussionId' | 'groups'>,
  initial: CircleState,
): Talker {
  const { store, time, discussionId, groups } = table;
  const { random } = time;
  const editSeed = random(32);
  const { publicKey: logId } = deriveEraKeys(initial.eraSecret).log;
  let circle = initial;

  async function follow(): Promise<void> {
    const hour = hourOf(time.timers.nowMs());
    for (const record of store.read(logId, circle.head.index, Infinity, Infinity)) {
      const processed = await processRecord(circle, record, groups, hour);
      if (typeof processed === 'string') throw new Error(processed);
      if (processed.trouble !== null) throw new Error(processed.trouble);
      circle = processed.circle;
    }
  }

  async function append({ records }: SealedIntent): Promise<void> {
    const asked = [{ logId, seen: circle.head.index, records }];
    const [outcome] = store.append(asked, hourOf(time.timers.nowMs()), RELAY_LIMITS);
    if (outcome?.kind !== 'appended') throw new Error(outcome?.kind);
    await follow();
  }

  return {
    follow,
    async say(text, fadesAtMs) {
      const nowMs = time.timers.nowMs();
      const intent: EntryIntent = {
        kind: 'entry',
        localId: random(16),
        discussionId: fromHex(discussionId),
        draft: { kind: 'contribution', text, replyTo: null, isUnnamed: false, quote: null },
        fadesAtMs,
        lifeMs: null,
        createdAtMs: nowMs,
        editSeed,
        sealed: null,
        isTakenBack: false,
      };
      const sealed = sealEntry(circle, intent, undefined, { random, nowMs });
      if (sealed === null) throw new Error('no key seals it');
      circle = sealed.circle;
      await append(sealed.sealed);
    },
    async renewKeys() {
      const sealed = await sealUpdate(circle, groups, { random, nowMs: time.timers.nowMs() });
      if (sealed === null) return;
      circle = sealed.circle;
      await append(sealed.sealed);
    },
    change(make) {
      circle = make(circle);
    },
  };
}
