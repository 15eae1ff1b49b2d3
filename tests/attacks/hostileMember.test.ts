import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  announcementCodec,
  announcementMac,
  concat,
  contentCodec,
  deriveCapsuleSecret,
  fromHex,
  heartbeatCodec,
  pairKey,
  sealCapsule,
  signAmendment,
  signHeartbeat,
  signingKeyPairFromSeed,
  sodiumReady,
  staticKeyPairFromSeed,
  toHex,
  type EntryBody,
} from '../../crypto/index.ts';
import { deriveEraKeys, openRecord } from '../../crypto/record.ts';
import { currentEpoch, memberKeyOf } from '../../client/vault/circleState.ts';
import { sealFadingBody } from '../../client/vault/fadingBody.ts';
import { turnHostile, type HostileMember } from '../support/hostileMember.ts';
import { openDisk } from '../support/openedDisk.ts';
import { seat, type Person } from '../support/person.ts';
import {
  comeBack,
  discuss,
  letterSaying,
  memberNamed,
  say,
  setTable,
  show,
  texts,
  type Table,
} from '../support/world.ts';
import { hourOf } from '../../client/vault/hours.ts';

beforeAll(() => sodiumReady);

const filled = (byte: number, length = 32) => new Uint8Array(length).fill(byte);
/** Arrays in arrays, 100,000 deep. */
const NESTED = filled(0x81, 100_000);

describe('Eve, a member with software of her own', () => {
  let table: Table;
  let eve: HostileMember;
  let discussionId: Uint8Array;
  let target: Uint8Array;
  let documentId: Uint8Array;
  let said: string[];

  const readers = (): readonly Person[] => [table.alice, table.bob];
  const letter = (text: string): EntryBody => ({
    kind: 'contribution',
    text,
    writtenHour: hourOf(table.simulation.timers.nowMs()),
    fadesAtMs: null,
    editKey: filled(3),
    replyTo: null,
    quote: null,
  });

  beforeAll(async () => {
    table = await setTable(80);
    const person = await table.join('Eve');
    await seat(table.alice, person);
    const id = await discuss([table.alice, table.bob, person], 'Alice said this.');
    await say(table.bob, 'Bob said this.');
    said = ['Alice said this.', 'Bob said this.'];
    discussionId = fromHex(id);
    target = fromHex(letterSaying(table.alice, 'Alice said this.').id);
    eve = await turnHostile(person, table);
    const standing = await openDisk(person, table);
    expect(standing.documentsLoad).toEqual([true]);
    documentId = standing.documentIds[0] ?? filled(0);
  });

  /** Others say and read as before. */
  beforeEach(async () => {
    const text = `Bob goes on (${said.length}).`;
    await say(table.bob, text);
    said.push(text);
  });

  function expectUnharmed(): void {
    for (const reader of readers()) {
      expect(texts(reader)).toEqual(said);
      expect(reader.discussion().title).toBe('How do we hand over the firm?');
      expect(reader.circle().members).toHaveLength(3);
      expect(reader.circle().trouble).not.toBe('fork');
    }
  }

  function authorOf(text: string): readonly (string | null)[] {
    return readers().map((reader) => letterSaying(reader, text).author?.name ?? null);
  }

  test("cannot edit or withdraw another's letter: the letter's own key has not signed", async () => {
    const { secretKey } = signingKeyPairFromSeed(filled(9));
    for (const amendment of [
      { kind: 'edit', target, sequence: 1, text: 'Eve says Alice said this.' },
      { kind: 'withdraw', target },
    ] as const) {
      const signed = signAmendment(secretKey, documentId, amendment);
      expect(await eve.append(eve.content(discussionId, signed))).toBe('appended');
    }
    expectUnharmed();
  });

  test('cannot retitle a discussion, nor make it fade sooner: its id is made of its header', async () => {
    const header = {
      kind: 'header',
      title: 'Eve’s own',
      format: 'free',
      nonce: filled(7),
    } as const;
    for (const fadesAtMs of [null, Date.UTC(2026, 10, 25, 9, 0)]) {
      await eve.append(eve.content(discussionId, { ...header, openedHour: 1, fadesAtMs }));
    }
    expectUnharmed();
  });

  test('sends what is too long, too deep, or no canonical CBOR, and it is left out', async () => {
    const prefix = (honest: Uint8Array) => honest.slice(0, 64);
    const plaintexts: ((honest: Uint8Array) => Uint8Array)[] = [
      (honest) => concat(prefix(honest), NESTED),
      (honest) =>
        concat(prefix(honest), Uint8Array.of(0x9b, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff)),
      (honest) => concat(prefix(honest), Uint8Array.of(0x7a, 0, 2, 0, 0), filled(0x61, 0x20000)),
      (honest) => concat(honest, Uint8Array.of(0)),
      prefix,
      () => new Uint8Array(0),
    ];
    for (const plaintext of plaintexts) {
      await eve.append(eve.content(discussionId, letter('Odd.'), { plaintext }));
    }
    for (const type of ['content', 'governance', 'announcement', 'commit'] as const) {
      for (const body of [NESTED, new Uint8Array(0), filled(0xff, 600)]) {
        await eve.append(eve.record(type, body));
      }
    }
    expectUnharmed();
    for (const reader of readers()) expect(reader.circle().trouble).toBe('refused-entries');
  });

  test('cannot place an entry where it does not belong', async () => {
    const { rosterEpoch } = eve.circle;
    const misplaced = [
      eve.content(discussionId, letter('Part 5.'), { content: { part: 5 } }),
      eve.content(discussionId, letter('Before.'), { content: { rosterEpoch: rosterEpoch - 1 } }),
      eve.content(discussionId, letter('Before.'), { header: { segmentEpoch: rosterEpoch - 1 } }),
      eve.content(discussionId, letter('Later.'), {
        header: { segmentEpoch: rosterEpoch, currentEpoch: rosterEpoch + 1 },
      }),
      eve.content(discussionId, letter('No letter.'), { header: { kind: 'attribution' } }),
      eve.content(discussionId, letter('Other circle.'), { place: { circleId: filled(1) } }),
      eve.content(discussionId, letter('Other document.'), { place: { documentId: filled(1) } }),
    ];
    for (const record of misplaced) await eve.append(record);
    expectUnharmed();
  });

  test("cannot keep a letter alive for longer than the charter's longest fade, or than its record says", async () => {
    const now = hourOf(table.simulation.timers.nowMs());
    const longest = 24 * 90;
    const tooLong = { header: { bucket: now + longest + 3 } };
    await eve.append(eve.content(discussionId, letter('For ever.'), tooLong));
    await eve.append(
      eve.content(discussionId, letter('Kept.'), { header: { bucket: 0xffffffff } }),
    );
    const record = eve.content(discussionId, letter('Two hours.'));
    await eve.append({ ...record, expiry: record.expiry + 24 });
    expectUnharmed();
  });

  test('signs what she says herself, and nothing else: stolen, outlived and doubled names are none', async () => {
    const { log } = deriveEraKeys(eve.circle.eraSecret);
    const contents = table.relay.log(log.publicKey).flatMap(({ bytes }) => {
      const opened = bytes && openRecord(deriveEraKeys(eve.circle.eraSecret), bytes);
      const read =
        opened?.ok && opened.value.type === 'content'
          ? contentCodec.decode(opened.value.body)
          : null;
      return read?.ok ? [read.value] : [];
    });
    const attribution = contents.find((one) => one.attribution !== null)?.attribution ?? null;
    expect(attribution).not.toBeNull();
    const now = hourOf(table.simulation.timers.nowMs());
    const sent = [
      ['By herself.', {}],
      ['Under Alice’s name.', { content: { attribution } }],
      ['Of another entry.', { attributed: { entryId: target } }],
      ['Outliving.', { attributed: { bucket: now + 48 } }],
      ['By nobody.', { content: { attribution: filled(1, 300) } }],
    ] as const;
    for (const [text, changed] of sent) {
      await eve.append(eve.content(discussionId, letter(text), changed));
      said.push(text);
    }
    expectUnharmed();
    expect(sent.map(([text]) => authorOf(text))).toEqual([
      ['Eve', 'Eve'],
      [null, null],
      [null, null],
      [null, null],
      [null, null],
    ]);
  });

  test("cannot announce a key for Alice's seat, nor a second key for one of her own generations", async () => {
    const { seats, treeHash, keys, ownLeaf } = currentEpoch(eve.circle);
    const { circleId } = eve.circle;
    const own = staticKeyPairFromSeed(eve.circle.identity.staticSeed);
    const aliceLeaf = seats[0]?.leaf ?? 0;
    const vk = signingKeyPairFromSeed(filled(9)).publicKey;
    const announce = (leaf: number, generation: number) => {
      const key = { leaf, generation, verificationKey: vk, bucket: 0xffffffff };
      const macs = seats.flatMap((seat) => {
        const pair = pairKey(own, seat.staticKey, circleId);
        const scope = { circleId, epoch: keys.epoch, treeHash };
        return pair ? [{ leaf: seat.leaf, mac: announcementMac(pair, scope, key, seat.leaf) }] : [];
      });
      const secret = deriveCapsuleSecret(keys, keys, 'attribution', key.bucket);
      if (secret === null) throw new Error('no key of that hour');
      const { epoch } = keys;
      const header = { segmentEpoch: epoch, currentEpoch: epoch, bucket: key.bucket };
      const body = announcementCodec.encode({ ...key, macs });
      const capsule = sealCapsule(secret, { ...header, kind: 'announcement' }, body, filled(7, 24));
      return eve.record('announcement', capsule);
    };
    await eve.append(announce(aliceLeaf, 7), announce(ownLeaf, eve.generation), announce(999, 0));
    await eve.append(eve.content(discussionId, letter('Still by herself.')));
    said.push('Still by herself.');
    expect(authorOf('Still by herself.')).toEqual(['Eve', 'Eve']);
    await table.alice.quit();
    const { circle } = await openDisk(table.alice, table);
    expect(
      circle.checkedKeys.some((key) => key.verificationKey.every((b, at) => b === vk[at])),
    ).toBe(false);
    await comeBack(table.alice);
    await show(table.alice, table.bob.discussion().id);
    expectUnharmed();
  });

  test('does not keep Bob “last here” by a heartbeat of her own making', async () => {
    const epoch = currentEpoch(eve.circle);
    const { circleId, head, identity } = eve.circle;
    const bobs = epoch.seats.find(
      ({ memberId }) => toHex(memberId) === memberNamed(table.alice, 'Bob')?.id,
    );
    const staticKey = bobs?.staticKey ?? filled(0);
    const hour = hourOf(table.simulation.timers.nowMs());
    const said = { circleId, staticKey, index: head.index, chain: head.chain, hour };
    const signature = signHeartbeat(memberKeyOf(identity), said);
    const body = heartbeatCodec.encode({ staticKey, hour, signature });
    const sealed = sealFadingBody(epoch, 'heartbeat', hour + 24, body, (length) =>
      filled(5, length),
    );
    const before = memberNamed(table.alice, 'Bob')?.heardAtMs;
    await eve.append(eve.record('heartbeat', sealed ?? filled(0), { isBarrier: false }));
    expect(memberNamed(table.alice, 'Bob')?.heardAtMs).toBe(before);
    expect(before).toBeNull();
    expectUnharmed();
  });

  test('has broken no document: each loads again, and everybody reads on after a restart', async () => {
    for (const reader of readers()) {
      const { id } = reader.discussion();
      await reader.quit();
      const { documentsLoad } = await openDisk(reader, table);
      expect(documentsLoad).not.toContain(false);
      expect(documentsLoad.length).toBeGreaterThan(0);
      await comeBack(reader);
      await show(reader, id);
    }
    expectUnharmed();
    for (const reader of readers()) {
      await say(reader, `${reader.name} reads on.`);
      said.push(`${reader.name} reads on.`);
    }
    expectUnharmed();
  });
});
