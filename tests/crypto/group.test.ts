import {
  createCommit,
  createGroupInfoWithExternalPubAndRatchetTree,
  createProposal,
  decodeMlsMessage,
  encodeGroupState,
  encodeMlsMessage,
  joinGroupExternal,
  processPrivateMessage,
  type ClientState,
  type CreateCommitOptions,
  type Proposal,
} from 'ts-mls';
import { beforeAll, describe, expect, test } from 'vitest';
import { toHex } from '../../crypto/bytes.ts';
import { certifyDevice } from '../../crypto/deviceLeaf.ts';
import { cipherSuite, clientConfig, type MlsGroup } from '../../crypto/group.ts';
import { erase, isLifetimeValid, type Hedge } from '../../crypto/groupFace.ts';
import { hash } from '../../crypto/kdf.ts';
import { mlsGroup } from '../../crypto/mlsGroup.ts';
import { readProposals } from '../../crypto/mlsInspect.ts';
import type { Result } from '../../crypto/result.ts';
import { signingKeyPairFromSeed } from '../../crypto/signature.ts';
import { sodiumReady } from '../../crypto/sodium.ts';

// Eve is a member whose device runs the stock library: each test is a commit that it makes and ours refuse.

const NOW = Math.floor(Date.now() / 1000); // the stock library reads the machine's clock
const circleId = new Uint8Array(32).fill(7);
const hedge: Hedge = { id: new Uint8Array(40).fill(8), value: new Uint8Array(32).fill(9) };
const findPsk = () => hedge.value;
const notAuthentic = { ok: false, error: 'NotAuthentic' };

function must<Value, Failure>(result: Result<Value, Failure>): Value {
  if (!result.ok) throw new Error(String(result.error));
  return result.value;
}

function deviceFor(seed: number, by = seed) {
  const pair = (number: number) => signingKeyPairFromSeed(new Uint8Array(32).fill(number));
  const key = (name: string) => hash(name, new Uint8Array([seed]));
  const device = certifyDevice(circleId, pair(by), pair(100 + seed), key('dk'), key('hk'));
  return { ...device, memberId: pair(seed).publicKey };
}

async function seat(host: MlsGroup, seed: number) {
  const pending = await mlsGroup.makeKeyPackage(deviceFor(seed), NOW);
  const change = { kind: 'add', keyPackage: pending.keyPackage } as const;
  const added = must(await mlsGroup.commit(host, change, hedge, NOW));
  const welcome = added.welcome ?? new Uint8Array(0);
  const joined = must(await mlsGroup.join(welcome, pending, circleId, NOW, findPsk));
  return { ...added, joined: joined.state };
}

let alice: MlsGroup;
let bob: MlsGroup;
let eve: MlsGroup;

beforeAll(() => sodiumReady);
beforeAll(async () => {
  const first = await seat(await mlsGroup.createGroup(circleId, deviceFor(1), NOW), 2);
  const second = await seat(first.next, 3);
  alice = second.next;
  bob = must(await mlsGroup.process(first.joined, second.commit, NOW, findPsk)).state;
  eve = second.joined;
});

const stock = (state: MlsGroup): ClientState => ({ ...state, clientConfig });

function pskProposal(id = hedge.id, nonceLength = 32): Proposal {
  const pskNonce = new Uint8Array(nonceLength).fill(5);
  return {
    proposalType: 'psk',
    psk: { preSharedKeyId: { psktype: 'external', pskId: id, pskNonce } },
  };
}

async function addProposal(seed: number, by = seed): Promise<Proposal> {
  const pending = await mlsGroup.makeKeyPackage(deviceFor(seed, by), NOW);
  const [message] = decodeMlsMessage(pending.keyPackage, 0) ?? [];
  if (message?.wireformat !== 'mls_key_package') throw new Error('no key package');
  return { proposalType: 'add', add: { keyPackage: message.keyPackage } };
}

const remove = (removed: number): Proposal => ({ proposalType: 'remove', remove: { removed } });

async function byEve(extraProposals: Proposal[], options: CreateCommitOptions = {}) {
  const context = {
    state: stock(eve),
    cipherSuite: await cipherSuite(),
    pskIndex: { findPsk },
  };
  return encodeMlsMessage((await createCommit(context, { extraProposals, ...options })).commit);
}

const byAlice = (commit: Uint8Array) => mlsGroup.process(alice, commit, NOW, findPsk);

describe('a hostile commit', () => {
  test('the stock library is heard when it keeps the rules', async () => {
    expect((await byAlice(await byEve([pskProposal(), remove(1)]))).ok).toBe(true);
    expect((await byAlice(await byEve([pskProposal(), await addProposal(4)]))).ok).toBe(true);
  });

  test('associated data is refused', async () => {
    const commit = await byEve([pskProposal(), remove(1)], {
      authenticatedData: new Uint8Array([1]),
    });
    expect(await byAlice(commit)).toEqual(notAuthentic);
  });

  test('a PublicMessage is refused', async () => {
    const commit = await byEve([pskProposal(), remove(1)], { wireAsPublicMessage: true });
    expect(await byAlice(commit)).toEqual(notAuthentic);
  });

  test('an external commit is refused', async () => {
    const cs = await cipherSuite();
    const info = await createGroupInfoWithExternalPubAndRatchetTree(stock(eve), [], cs);
    const add = await addProposal(4);
    if (!('add' in add)) throw new Error('no add');
    const { keyPackage } = add.add;
    const keys = {
      initPrivateKey: new Uint8Array(32),
      hpkePrivateKey: new Uint8Array(32),
      signaturePrivateKey: deviceFor(4).signing.secretKey,
    };
    const external = await joinGroupExternal(
      info,
      keyPackage,
      keys,
      false,
      cs,
      undefined,
      clientConfig,
    );
    const { publicMessage } = external;
    const commit = encodeMlsMessage({
      version: 'mls10',
      wireformat: 'mls_public_message',
      publicMessage,
    });
    expect(await byAlice(commit)).toEqual(notAuthentic);
  });

  test('GroupContextExtensions are refused', async () => {
    const change: Proposal = {
      proposalType: 'group_context_extensions',
      groupContextExtensions: { extensions: [] },
    };
    expect(await byAlice(await byEve([pskProposal(), change]))).toEqual(notAuthentic);
  });

  test('ReInit is refused', async () => {
    const change: Proposal = {
      proposalType: 'reinit',
      reinit: {
        groupId: new Uint8Array(32),
        version: 'mls10',
        cipherSuite: (await cipherSuite()).name,
        extensions: [],
      },
    };
    expect(await byAlice(await byEve([change]))).toEqual(notAuthentic);
  });

  test('proposals on their own, so the Updates of others, are refused', async () => {
    const proposal = await createProposal(stock(eve), false, remove(1), await cipherSuite());
    expect(await byAlice(encodeMlsMessage(proposal.message))).toEqual(notAuthentic);
  });

  test('a custom proposal is refused', async () => {
    const change: Proposal = { proposalType: 0xf000, proposalData: new Uint8Array(1) };
    expect(await byAlice(await byEve([pskProposal(), remove(1), change]))).toEqual(notAuthentic);
  });

  test('Remove and Add in one are refused', async () => {
    const commit = await byEve([pskProposal(), remove(1), await addProposal(4)]);
    expect(await byAlice(commit)).toEqual(notAuthentic);
  });

  test('Remove and Add in one are refused whatever path they come with', async () => {
    const read = (...said: Proposal[]) =>
      readProposals(said.map((proposal) => ({ proposalOrRefType: 'proposal', proposal })));
    const add = await addProposal(4);
    expect(read(pskProposal(), add)).toBeDefined();
    expect(read(pskProposal(), remove(1), add)).toBeUndefined();
    expect(read(pskProposal(), add, remove(1))).toBeUndefined();
  });

  test('two Adds are refused', async () => {
    const adds = [await addProposal(4), await addProposal(5)];
    expect(await byAlice(await byEve([pskProposal(), ...adds]))).toEqual(notAuthentic);
  });

  test('an update without a path is refused', async () => {
    expect(await byAlice(await byEve([pskProposal()]))).toEqual(notAuthentic);
  });

  test('no PSK, two PSKs, or a PSK with a short nonce are refused', async () => {
    const second = pskProposal(new Uint8Array(3));
    for (const psks of [[], [pskProposal(), second], [pskProposal(hedge.id, 8)]]) {
      expect(await byAlice(await byEve([...psks, remove(1)]))).toEqual(notAuthentic);
    }
  });

  test('an Add whose certificate another member signed is refused', async () => {
    const commit = await byEve([pskProposal(), await addProposal(4, 3)]);
    expect(await byAlice(commit)).toEqual(notAuthentic);
  });

  test('every flipped byte is refused', async () => {
    const commit = must(await mlsGroup.commit(eve, { kind: 'update' }, hedge, NOW)).commit;
    for (let at = 0; at < commit.length; at += 7) {
      const flipped = commit.slice();
      flipped[at] = (flipped[at] ?? 0) ^ 1;
      expect((await byAlice(flipped)).ok).toBe(false);
    }
  });
});

test('a key package that promises more than seven days is never valid', () => {
  expect(isLifetimeValid(NOW, NOW + 604_800, NOW)).toBe(true);
  expect(isLifetimeValid(NOW, NOW + 604_800 + 1, NOW)).toBe(false);
});

describe('secrets', () => {
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
    const update = must(await mlsGroup.commit(eve, { kind: 'update' }, hedge, NOW));
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
    const update = must(await mlsGroup.commit(eve, { kind: 'update' }, hedge, NOW));
    const [message] = decodeMlsMessage(update.commit, 0) ?? [];
    if (message?.wireformat !== 'mls_private_message') throw new Error('not private');
    expect(message.privateMessage.authenticatedData).toHaveLength(0);
  });

  test('consumed is zeroed when the caller says so, and a lost race harms nothing before', async () => {
    const mine = structuredClone(alice);
    const lost = must(await mlsGroup.commit(mine, { kind: 'update' }, hedge, NOW));
    const won = must(await mlsGroup.commit(bob, { kind: 'update' }, hedge, NOW));
    expect(lost.consumed.some((secret) => secret.some((byte) => byte !== 0))).toBe(true);
    const followed = must(await mlsGroup.process(lost.state, won.commit, NOW, findPsk));
    erase(followed.consumed);
    expect(mine.keySchedule.initSecret.every((byte) => byte === 0)).toBe(true);
    expect(mlsGroup.epochAuthenticator(followed.state)).toEqual(
      mlsGroup.epochAuthenticator(won.next),
    );
    const next = must(await mlsGroup.commit(won.next, { kind: 'update' }, hedge, NOW));
    expect((await mlsGroup.process(followed.state, next.commit, NOW, findPsk)).ok).toBe(true);
  });

  test('after the own commit is accepted and erased, the device goes on', async () => {
    const mine = structuredClone(alice);
    const own = must(await mlsGroup.commit(mine, { kind: 'update' }, hedge, NOW));
    erase(own.consumed);
    const others = must(await mlsGroup.process(bob, own.commit, NOW, findPsk));
    const next = must(await mlsGroup.commit(others.state, { kind: 'update' }, hedge, NOW));
    expect((await mlsGroup.process(own.next, next.commit, NOW, findPsk)).ok).toBe(true);
    const fromErased = await mlsGroup.process(mine, next.commit, NOW, findPsk);
    expect(fromErased.ok).toBe(false);
  });

  test('another PSK value is a desync, and the PSK does reach private messages', async () => {
    const update = must(await mlsGroup.commit(eve, { kind: 'update' }, hedge, NOW));
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
    const update = must(await mlsGroup.commit(eveWithDave, { kind: 'update' }, hedge, NOW));
    const before = must(await mlsGroup.process(dave.joined, update.commit, NOW, findPsk)).state;
    const host = must(await mlsGroup.process(dave.next, update.commit, NOW, findPsk)).state;
    const change = { kind: 'remove', leaves: [2] } as const;
    const removed = must(await mlsGroup.commit(host, change, hedge, NOW));
    const after = must(await mlsGroup.process(before, removed.commit, NOW, findPsk));
    const aboveEve = 5;
    const key = before.privatePath.privateKeys[aboveEve];
    expect(key).toBeDefined();
    expect(after.state.privatePath.privateKeys[aboveEve]).toBeUndefined();
    expect(after.consumed).toContain(key);
  });
});
