import {
  contentCodec,
  deriveCapsuleSecret,
  encodeEntryBody,
  entryId,
  sealCapsule,
  segmentId,
  signAttribution,
  signingKeyPairFromSeed,
  type CapsuleHeader,
  type ContentBody,
  type EntryBody,
  type EntryPlace,
} from '../../crypto/index.ts';
import { deriveEraKeys } from '../../crypto/record.ts';
import { followLog } from '../../client/sync/followLog.ts';
import type { AppendResult } from '../../client/sync/logConnection.ts';
import { nameOneself } from '../../client/vault/attributionKey.ts';
import {
  currentEpoch,
  memberKeyOf,
  type CircleState,
  type OutgoingRecord,
} from '../../client/vault/circleState.ts';
import { outgoing } from '../../client/vault/outgoing.ts';
import { openDisk } from './openedDisk.ts';
import { RELAY, type Person } from './person.ts';
import type { World } from './world.ts';
import { RECORD_HOURS, hourOf } from '../../client/vault/hours.ts';

/** A member whose software is her own: she holds every key of her seat, and seals with them what she likes. */

export type HostileMember = {
  /** The number of its own announced key. */
  readonly generation: number;
  readonly circle: CircleState;
  /** Of this hour, at her head, in her epoch. */
  record(
    type: Parameters<typeof outgoing>[1],
    body: Uint8Array,
    changed?: Partial<Pick<OutgoingRecord, 'expiry' | 'isBarrier'>>,
  ): OutgoingRecord;
  /** A content record that would be valid, but for what is changed. */
  content(
    discussionId: Uint8Array,
    body: EntryBody,
    changed?: {
      readonly place?: Partial<EntryPlace>;
      readonly header?: Partial<CapsuleHeader>;
      readonly content?: Partial<ContentBody>;
      readonly plaintext?: (honest: Uint8Array) => Uint8Array;
      /** Which entry her attribution speaks of, and up to which hour. */
      readonly attributed?: { readonly entryId?: Uint8Array; readonly bucket?: number };
    },
  ): OutgoingRecord;
  /** Appends as any device may, having seen everything. */
  append(...records: readonly OutgoingRecord[]): Promise<AppendResult>;
};

const NEVER = 24 * 30;

/** Her app is closed; what it kept is hers. */
export async function turnHostile(person: Person, world: World): Promise<HostileMember> {
  const { simulation, relay } = world;
  const { random, timers } = simulation;
  await person.quit();
  const { circle } = await openDisk(person, world);
  const { keys, ownLeaf } = currentEpoch(circle);
  const context = { random, nowMs: timers.nowMs() };
  const now = hourOf(context.nowMs);
  let seen = circle.head.index;
  const connection = followLog({
    transport: relay.transportFor(person.name),
    timers,
    random,
    address: { relay: RELAY, log: deriveEraKeys(circle.eraSecret).log, making: { kind: 'none' } },
    after: seen,
    events: {
      async onRecords(records) {
        seen = records.at(-1)?.index ?? seen;
      },
      onCaughtUp: () => undefined,
      onDisconnected: () => undefined,
    },
  });
  await simulation.advance(100);
  const named = nameOneself(circle, now + NEVER, context);

  function record(
    type: Parameters<typeof outgoing>[1],
    body: Uint8Array,
    changed: Partial<Pick<OutgoingRecord, 'expiry' | 'isBarrier'>> = {},
  ): OutgoingRecord {
    return { ...outgoing(circle, type, body, now + RECORD_HOURS, random), ...changed };
  }

  const member: HostileMember = {
    generation: named.key.generation,
    circle,
    record,
    content(discussionId, body, changed = {}) {
      const { circleId, rosterEpoch } = circle;
      const epochs = { segmentEpoch: rosterEpoch, currentEpoch: keys.epoch };
      const header = { ...epochs, bucket: now + 24, ...changed.header };
      const part = changed.content?.part ?? 0;
      const documentId = segmentId({ circleId, discussionId, rosterEpoch, part });
      const place = { circleId, documentId, ...changed.place };
      const secretOf = (tree: 'body' | 'attribution', bucket: number) => {
        const derived = deriveCapsuleSecret(keys, keys, tree, bucket);
        if (derived === null) throw new Error('no key of that hour');
        return derived;
      };
      const plaintext = encodeEntryBody(place, body);
      const capsule = sealCapsule(
        secretOf('body', header.bucket),
        { kind: 'contribution', ...header },
        changed.plaintext?.(plaintext) ?? plaintext,
        random(24),
      );
      const { bucket = header.bucket, entryId: id = entryId(documentId, capsule) } =
        changed.attributed ?? {};
      const attribution = sealCapsule(
        secretOf('attribution', bucket),
        { ...epochs, kind: 'attribution', bucket },
        signAttribution(
          signingKeyPairFromSeed(named.key.seed).secretKey,
          { circleId, documentId, entryId: id },
          bucket,
          {
            memberId: memberKeyOf(circle.identity).publicKey,
            leaf: ownLeaf,
            generation: named.key.generation,
            sequence: 0,
          },
        ),
        random(24),
      );
      const content = { discussionId, rosterEpoch, part, capsule, attribution };
      const encoded = contentCodec.encode({ ...content, ...changed.content });
      return record('content', encoded, { expiry: header.bucket });
    },
    async append(...records) {
      const appended = connection.append(seen, records);
      await simulation.advance(200);
      return appended;
    },
  };
  if (named.announcement !== null)
    await member.append(record('announcement', named.announcement.sealed));
  return member;
}
