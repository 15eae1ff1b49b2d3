import { openGovernanceBody } from '../../crypto/recordBody.ts';
import { deriveInviteKeys } from '../../crypto/invite.ts';
import {
  deriveEraKeys,
  openRecord,
  type EraKeys,
  type RecordContent,
} from '../../crypto/record.ts';
import { decodeClientFrame } from '../../relay/frames.ts';
import { nameOf, type Loot } from './loot.ts';

/** Everything the relay ever received, and the envelopes around it, PROTOCOL.md §5 and §8. */

export type RelayArchive = {
  readonly records: readonly Uint8Array[];
  has(bytes: Uint8Array): boolean;
  /** What is open so far. */
  contents(): readonly RecordContent[];
  /** Tries every key as an era's secret, every invite's as an inbox's, and again on the bodies inside. */
  open(loot: Loot): void;
};

/** @param received whole frames of the relay's protocol, or single records */
export function readArchive(received: readonly Uint8Array[]): RelayArchive {
  const records = new Map<string, Uint8Array>();
  for (const bytes of received) {
    const frame = decodeClientFrame(bytes);
    const inside =
      frame.ok && frame.value.type === 'append'
        ? frame.value.records.map((record) => record.bytes)
        : [bytes];
    for (const record of inside) records.set(nameOf(record), record);
  }
  const standing = new Map(records);
  const contents: { readonly content: RecordContent; readonly log: Uint8Array }[] = [];
  const tried = new Set<string>();
  const isTried = (attempt: string) => tried.size === tried.add(attempt).size;

  function tryEnvelope(loot: Loot, layer: string, keys: EraKeys): void {
    for (const [name, record] of standing) {
      const opened = openRecord(keys, record);
      if (!opened.ok) continue;
      standing.delete(name);
      contents.push({ content: opened.value, log: keys.log.publicKey });
      loot.take(`${layer}/${opened.value.type}`, opened.value.body);
    }
  }

  function tryBodies(loot: Loot, name: string, key: Uint8Array): void {
    for (const [at, { content, log }] of contents.entries()) {
      if (content.type !== 'governance' || isTried(`body ${at} ${name}`)) continue;
      const opened = openGovernanceBody(key, log, content.epoch, content.body);
      if (opened.ok) loot.take('governance', opened.value);
    }
  }

  return {
    records: [...records.values()],
    has: (bytes) => records.has(nameOf(bytes)),
    contents: () => contents.map(({ content }) => content),
    open(loot) {
      for (const { inviteId, secret } of loot.invites.values()) {
        tryEnvelope(loot, 'inbox', deriveInviteKeys({ relay: '', inviteId, secret }));
      }
      for (const [name, key] of loot.keys) {
        if (!isTried(`era ${name}`)) tryEnvelope(loot, 'era', deriveEraKeys(key));
      }
      for (const [name, key] of loot.keys) tryBodies(loot, name, key);
    },
  };
}
