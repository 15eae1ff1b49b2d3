import * as Automerge from '@automerge/automerge';
import { encode } from 'cborg';
import { beforeAll, expect, test } from 'vitest';
import { createSegmentDocument } from '../../client/model/segmentDocument.ts';
import { hourOf } from '../../client/vault/hours.ts';
import {
  concat,
  fromHex,
  signAmendment,
  signingKeyPairFromSeed,
  sodiumReady,
  type EntryBody,
} from '../../crypto/index.ts';
import type { OutgoingRecord } from '../../client/vault/circleState.ts';
import { turnHostile, type HostileMember } from '../support/hostileMember.ts';
import { openDisk } from '../support/openedDisk.ts';
import { seat } from '../support/person.ts';
import { comeBack, discuss, letterSaying, say, setTable, show, texts } from '../support/world.ts';

beforeAll(() => sodiumReady);

type Scene = {
  readonly eve: HostileMember;
  readonly discussionId: Uint8Array;
  readonly documentId: Uint8Array;
  readonly target: Uint8Array;
  /** Bob’s, about that letter. */
  readonly reaction: Uint8Array;
  readonly hour: number;
};

const filled = (byte: number, length = 32) => new Uint8Array(length).fill(byte);
const { secretKey } = signingKeyPairFromSeed(filled(9));

const letter = (text: string, hour: number): EntryBody => ({
  kind: 'contribution',
  text,
  writtenHour: hour,
  fadesAtMs: null,
  editKey: filled(3),
  replyTo: null,
  quote: null,
});

/** `applyChanges` takes it, and `load(save(doc))` throws ever after. */
function brickingChange(documentId: Uint8Array): Uint8Array {
  return Automerge.encodeChange({
    actor: 'ee'.repeat(16),
    seq: 1,
    startOp: 2,
    time: 0,
    message: null,
    deps: Automerge.getHeads(createSegmentDocument(documentId)),
    ops: [{ action: 'del', obj: '_root', key: 'absent', pred: [] }],
  } as never);
}

const ATTACKS: Readonly<Record<string, (scene: Scene) => readonly OutgoingRecord[]>> = {
  'an edit that the letter’s key has not signed': ({ eve, discussionId, documentId, target }) => {
    const edit = { kind: 'edit', target, sequence: 1, text: 'Alice never said this.' } as const;
    return [eve.content(discussionId, signAmendment(secretKey, documentId, edit))];
  },
  'a withdrawal that the letter’s key has not signed': (scene) => {
    const { eve, discussionId, documentId, target } = scene;
    const withdrawal = { kind: 'withdraw', target } as const;
    return [eve.content(discussionId, signAmendment(secretKey, documentId, withdrawal))];
  },
  'a withdrawal of Bob’s reaction that its key has not signed': (scene) => {
    const { eve, discussionId, documentId, reaction } = scene;
    const withdrawal = { kind: 'withdraw', target: reaction } as const;
    return [eve.content(discussionId, signAmendment(secretKey, documentId, withdrawal))];
  },
  'another title for the discussion': ({ eve, discussionId }) => {
    const header = { kind: 'header', title: 'Eve’s own', format: 'free', openedHour: 1 } as const;
    return [eve.content(discussionId, { ...header, nonce: filled(7), fadesAtMs: null })];
  },
  'a change that would brick the document, as an entry’s text': (scene) => {
    const { eve, discussionId, documentId, hour } = scene;
    const plaintext = (honest: Uint8Array) =>
      concat(honest.slice(0, 64), brickingChange(documentId));
    return [eve.content(discussionId, letter('Odd.', hour), { plaintext })];
  },
  'the same change where a capsule belongs': ({ eve, discussionId, documentId, hour }) => {
    const capsule = brickingChange(documentId);
    return [eve.content(discussionId, letter('Odd.', hour), { content: { capsule } })];
  },
  'arrays in arrays, 100,000 deep': ({ eve, discussionId, hour }) => {
    const plaintext = (honest: Uint8Array) => concat(honest.slice(0, 64), filled(0x81, 100_000));
    return [eve.content(discussionId, letter('Deep.', hour), { plaintext })];
  },
  'a text of 128 KiB': ({ eve, discussionId, hour }) => {
    const giant = encode(letter('x'.repeat(128 * 1024), hour));
    const plaintext = (honest: Uint8Array) => concat(honest.slice(0, 64), giant);
    return [eve.content(discussionId, letter('Giant.', hour), { plaintext })];
  },
  'a part that has not begun': ({ eve, discussionId, hour }) => [
    eve.content(discussionId, letter('Part 5.', hour), { content: { part: 5 } }),
  ],
  'a letter for another circle’s document': ({ eve, discussionId, hour }) => [
    eve.content(discussionId, letter('Elsewhere.', hour), { place: { circleId: filled(1) } }),
  ],
  'a letter that outlives the charter': ({ eve, discussionId, hour }) => [
    eve.content(discussionId, letter('For ever.', hour), { header: { bucket: hour + 24 * 99 } }),
  ],
  'a body that is none': ({ eve }) => [eve.record('content', filled(0xff, 600))],
};

test.each(Object.entries(ATTACKS))(
  'Eve sends %s: it is left out, everybody reads one quiet line, and goes on',
  async (_, attack) => {
    const table = await setTable(820);
    const { alice, bob, join } = table;
    const person = await join('Eve');
    await seat(alice, person);
    const id = await discuss([alice, bob, person], 'Alice said this.');
    const entryId = letterSaying(bob, 'Alice said this.').id;
    await bob.ask({ kind: 'react', circleId: table.circleId, entryId, reaction: 'heard' });
    const target = fromHex(entryId);
    const eve = await turnHostile(person, table);
    const { documentIds, entryIds } = await openDisk(person, table);
    const reaction = entryIds.at(-1) ?? filled(0);
    const hour = hourOf(table.simulation.timers.nowMs());
    const scene = { eve, discussionId: fromHex(id), documentId: documentIds[0] ?? filled(0) };
    expect(await eve.append(...attack({ ...scene, target, reaction, hour }))).toBe('appended');
    const expectQuietLine = () => {
      for (const reader of [alice, bob]) {
        expect(reader.circle().trouble).toBe('refused-entries');
        expect(reader.discussion().title).toBe('How do we hand over the firm?');
        expect(texts(reader)).toEqual(said);
        expect(letterSaying(reader, 'Alice said this.').reactions).toHaveLength(1);
      }
    };
    const said = ['Alice said this.'];
    expectQuietLine();
    await say(bob, 'Bob goes on.');
    said.push('Bob goes on.');
    expectQuietLine();
    await alice.quit();
    expect((await openDisk(alice, table)).documentsLoad).toEqual([true]);
    await comeBack(alice);
    await show(alice, id);
    expect(texts(alice)).toEqual(said);
  },
);
