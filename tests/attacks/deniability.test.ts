import { beforeAll, expect, test } from 'vitest';
import {
  announcementCodec,
  announcementMac,
  contentCodec,
  deriveCapsuleSecret,
  encodeEntryBody,
  entryId,
  mlsGroup,
  pairKey,
  recordHash,
  sealCapsule,
  segmentId,
  signAttribution,
  signingKeyPairFromSeed,
  sodiumReady,
  staticKeyPairFromSeed,
  toHex,
} from '../../crypto/index.ts';
import type { LogRecord } from '../../client/sync/logConnection.ts';
import { currentEpoch, type CircleState } from '../../client/vault/circleState.ts';
import { sealFadingBody } from '../../client/vault/fadingBody.ts';
import { hourOf } from '../../client/vault/hours.ts';
import { openAuthor, openBody } from '../../client/vault/openEntry.ts';
import { outgoing, type SealContext } from '../../client/vault/outgoing.ts';
import { processRecord } from '../../client/vault/processRecord.ts';
import { openDisk } from '../support/openedDisk.ts';
import { seat } from '../support/person.ts';
import { discuss, memberNamed, say, setTable } from '../support/world.ts';

// PROTOCOL.md §7: whoever shows a transcript to an outsider could have made all of it alone.

beforeAll(() => sodiumReady);

const NEVER_SAID = 'I never said this.';
const NAMES_FADE_HOURS = 24;

/** Records in which somebody else speaks, made by who has what lies on the disk of `circle`'s device and nothing more. */
function forge(
  circle: CircleState,
  victimId: string,
  discussionId: Uint8Array,
  context: SealContext,
): readonly LogRecord[] {
  const { random, nowMs } = context;
  const { circleId, rosterEpoch } = circle;
  const epoch = currentEpoch(circle);
  const { keys, treeHash, ownLeaf } = epoch;
  const victim = epoch.seats.find(({ memberId }) => toHex(memberId) === victimId);
  if (victim === undefined) throw new Error('they do not sit there');
  const hour = hourOf(nowMs);
  const bucket = hour + NAMES_FADE_HOURS;
  const pair = pairKey(
    staticKeyPairFromSeed(circle.identity.staticSeed),
    victim.staticKey,
    circleId,
  );
  if (pair === null) throw new Error('their static key is none');
  const signing = signingKeyPairFromSeed(random(32));
  const { leaf } = victim;
  const key = { leaf, generation: 7, verificationKey: signing.publicKey, bucket };
  const scope = { circleId, epoch: keys.epoch, treeHash };
  const mac = announcementMac(pair, scope, key, ownLeaf);
  const announced = announcementCodec.encode({ ...key, macs: [{ leaf: ownLeaf, mac }] });
  const announcement = sealFadingBody(epoch, 'announcement', bucket, announced, random);

  const documentId = segmentId({ circleId, discussionId, rosterEpoch, part: 0 });
  const secretOf = (tree: 'body' | 'attribution') => {
    const secret = deriveCapsuleSecret(keys, keys, tree, bucket);
    if (secret === null) throw new Error('no key of that hour');
    return secret;
  };
  const header = { segmentEpoch: rosterEpoch, currentEpoch: keys.epoch, bucket };
  const body = encodeEntryBody(
    { circleId, documentId },
    {
      kind: 'contribution',
      text: NEVER_SAID,
      writtenHour: hour,
      fadesAtMs: nowMs - (nowMs % 600_000) + NAMES_FADE_HOURS * 3_600_000,
      editKey: random(32),
      replyTo: null,
      quote: null,
    },
  );
  const capsule = sealCapsule(
    secretOf('body'),
    { ...header, kind: 'contribution' },
    body,
    random(24),
  );
  const signed = signAttribution(
    signing.secretKey,
    { circleId, documentId, entryId: entryId(documentId, capsule) },
    bucket,
    { memberId: victim.memberId, leaf, generation: key.generation, sequence: 0 },
  );
  const attribution = sealCapsule(
    secretOf('attribution'),
    { ...header, kind: 'attribution' },
    signed,
    random(24),
  );
  const content = contentCodec.encode({ discussionId, rosterEpoch, part: 0, capsule, attribution });
  return [
    outgoing(circle, 'announcement', announcement ?? new Uint8Array(0), bucket, random),
    outgoing(circle, 'content', content, bucket, random),
  ].map(({ bytes, expiry, isBarrier }, at) => ({
    index: circle.head.index + 1 + at,
    hour: Math.max(hour, circle.head.hour),
    expiry,
    isBarrier,
    hash: recordHash(bytes),
    bytes,
  }));
}

/** Whose it is by the verifier of a device that reads these records. @returns their id, null for nobody's */
async function authorFor(
  reader: CircleState,
  records: readonly LogRecord[],
  hour: number,
): Promise<string | null> {
  let circle = reader;
  for (const record of records) {
    const read = await processRecord(circle, record, mlsGroup, hour);
    if (typeof read === 'string') throw new Error(read);
    circle = read.circle;
    if (read.entry === null) continue;
    expect(openBody(circle, read.entry, read.entry.capsule)).toMatchObject({ text: NEVER_SAID });
    const author = openAuthor(circle, read.entry);
    return author && toHex(author);
  }
  throw new Error('no letter was read');
}

test('with Bob’s keys alone anybody makes a transcript that Bob’s device accepts as Alice’s, and Claire’s does not', async () => {
  const table = await setTable(330, { attributionFade: NAMES_FADE_HOURS });
  const { alice, bob, simulation } = table;
  const claire = await table.join('Claire');
  await seat(alice, claire);
  const id = await discuss([alice, bob, claire], 'Who leaves first?');
  await say(alice, 'I did say this.');
  const aliceId = memberNamed(bob, 'Alice')?.id ?? '';
  for (const person of [bob, claire]) await person.quit();
  const ofBob = (await openDisk(bob, table)).circle;
  const ofClaire = (await openDisk(claire, table)).circle;
  expect(ofClaire.head).toEqual(ofBob.head);
  const { random, timers } = simulation;
  const nowMs = timers.nowMs();
  const forged = forge(ofBob, aliceId, Buffer.from(id, 'hex'), { random, nowMs });
  expect(await authorFor(ofBob, forged, hourOf(nowMs))).toBe(aliceId);
  expect(await authorFor(ofClaire, forged, hourOf(nowMs))).toBe(null);
});
