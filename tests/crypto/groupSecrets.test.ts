import { decodeMlsMessage, encodeGroupState, processPrivateMessage } from 'ts-mls';
import { beforeAll, describe, expect, test } from 'vitest';
import { toHex } from '../../crypto/bytes.ts';
import { cipherSuite, clientConfig, type MlsGroup } from '../../crypto/group.ts';
import { erase } from '../../crypto/groupFace.ts';
import { mlsGroup } from '../../crypto/mlsGroup.ts';
import { sodiumReady } from '../../crypto/sodium.ts';
import { externalPsk, findPsk, must, NOW, seat, seatThree, stock } from '../support/mlsCircle.ts';

let alice: MlsGroup;
let bob: MlsGroup;
let eve: MlsGroup;

beforeAll(() => sodiumReady);
beforeAll(async () => {
  ({ alice, bob, eve } = await seatThree());
});

const byAlice = (commit: Uint8Array) => mlsGroup.process(alice, commit, NOW, findPsk);

describe('the secrets of a group', () => {
  const scrubbed = async (state: MlsGroup) => {
    const copy = structuredClone(state);
    const source = toHex(copy.keySchedule.exporterSecret);
    return { ...(await mlsGroup.exportAndScrub(copy)), copy, source };
  };

  test('the exporter secret is blank in memory and in the encoding after exportAndScrub', async () => {
    expect(() => mlsGroup.encode(alice)).toThrow('export and scrub first');
    const { state, copy, source, epochSecret } = await scrubbed(alice);
    expect(copy.keySchedule.exporterSecret.every((byte) => byte === 0)).toBe(true);
    expect(state.keySchedule.exporterSecret).toHaveLength(0);
    expect(toHex(encodeGroupState(alice))).toContain(source);
    expect(toHex(mlsGroup.encode(state))).not.toContain(source);
    expect(toHex(mlsGroup.encode(state))).not.toContain(toHex(epochSecret));
    await expect(mlsGroup.exportAndScrub(state)).rejects.toThrow('exported before');
  });

  test('one epoch is retained at most, and none is persisted', async () => {
    expect(clientConfig.keyRetentionConfig.retainKeysForEpochs).toBe(1);
    const update = must(await mlsGroup.commit(eve, { kind: 'update' }, externalPsk, NOW));
    const after = must(await byAlice(update.commit)).state;
    expect(after.historicalReceiverData.size).toBe(0);
    expect(update.next.historicalReceiverData.size).toBe(0);
    const { state } = await scrubbed(after);
    const encoded = toHex(mlsGroup.encode(state));
    for (const secret of [alice.keySchedule.senderDataSecret, alice.keySchedule.resumptionPsk]) {
      expect(encoded).not.toContain(toHex(secret));
    }
  });

  test('no content and no hash rides on our commits: their associated data is empty', async () => {
    const update = must(await mlsGroup.commit(eve, { kind: 'update' }, externalPsk, NOW));
    const [message] = decodeMlsMessage(update.commit, 0) ?? [];
    if (message?.wireformat !== 'mls_private_message') throw new Error('not private');
    expect(message.privateMessage.authenticatedData).toHaveLength(0);
  });

  test('consumed is zeroed when the caller says so, and a lost race harms nothing before', async () => {
    const mine = structuredClone(alice);
    const lost = must(await mlsGroup.commit(mine, { kind: 'update' }, externalPsk, NOW));
    const won = must(await mlsGroup.commit(bob, { kind: 'update' }, externalPsk, NOW));
    expect(lost.consumed.some((secret) => secret.some((byte) => byte !== 0))).toBe(true);
    const followed = must(await mlsGroup.process(lost.state, won.commit, NOW, findPsk));
    erase(followed.consumed);
    expect(mine.keySchedule.initSecret.every((byte) => byte === 0)).toBe(true);
    expect(mlsGroup.epochAuthenticator(followed.state)).toEqual(
      mlsGroup.epochAuthenticator(won.next),
    );
    const next = must(await mlsGroup.commit(won.next, { kind: 'update' }, externalPsk, NOW));
    expect((await mlsGroup.process(followed.state, next.commit, NOW, findPsk)).ok).toBe(true);
  });

  test('after the own commit is accepted and erased, the device goes on', async () => {
    const mine = structuredClone(alice);
    const own = must(await mlsGroup.commit(mine, { kind: 'update' }, externalPsk, NOW));
    erase(own.consumed);
    const others = must(await mlsGroup.process(bob, own.commit, NOW, findPsk));
    const next = must(await mlsGroup.commit(others.state, { kind: 'update' }, externalPsk, NOW));
    expect((await mlsGroup.process(own.next, next.commit, NOW, findPsk)).ok).toBe(true);
    const fromErased = await mlsGroup.process(mine, next.commit, NOW, findPsk);
    expect(fromErased.ok).toBe(false);
  });

  test('another PSK value is a desync, and the PSK does reach private messages', async () => {
    const update = must(await mlsGroup.commit(eve, { kind: 'update' }, externalPsk, NOW));
    const other = await mlsGroup.process(alice, update.commit, NOW, () => new Uint8Array(32));
    expect(other).toEqual({ ok: false, error: 'Desync' });
    expect((await byAlice(update.commit)).ok).toBe(true);
    const [message] = decodeMlsMessage(update.commit, 0) ?? [];
    if (message?.wireformat !== 'mls_private_message') throw new Error('not private');
    const none = { findPsk: () => undefined };
    const { privateMessage } = message;
    const cs = await cipherSuite();
    await expect(processPrivateMessage(stock(alice), privateMessage, none, cs)).rejects.toThrow();
  });

  test('no private key of a removed branch is kept', async () => {
    const dave = await seat(alice, 4);
    const eveWithDave = must(await mlsGroup.process(eve, dave.commit, NOW, findPsk)).state;
    const update = must(await mlsGroup.commit(eveWithDave, { kind: 'update' }, externalPsk, NOW));
    const before = must(await mlsGroup.process(dave.joined, update.commit, NOW, findPsk)).state;
    const host = must(await mlsGroup.process(dave.next, update.commit, NOW, findPsk)).state;
    const change = { kind: 'remove', leaves: [2] } as const;
    const removed = must(await mlsGroup.commit(host, change, externalPsk, NOW));
    const after = must(await mlsGroup.process(before, removed.commit, NOW, findPsk));
    const aboveEve = 5;
    const key = before.privatePath.privateKeys[aboveEve];
    expect(key).toBeDefined();
    expect(after.state.privatePath.privateKeys[aboveEve]).toBeUndefined();
    expect(after.consumed).toContain(key);
  });
});
