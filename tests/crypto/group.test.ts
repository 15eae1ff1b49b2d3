import {
  createCommit,
  createGroupInfoWithExternalPubAndRatchetTree,
  createProposal,
  decodeMlsMessage,
  encodeMlsMessage,
  joinGroupExternal,
  type CreateCommitOptions,
  type Proposal,
} from 'ts-mls';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { cipherSuite, clientConfig, type MlsGroup } from '../../crypto/group.ts';
import { isLifetimeValid } from '../../crypto/groupFace.ts';
import { mlsGroup } from '../../crypto/mlsGroup.ts';
import { readProposals } from '../../crypto/mlsInspect.ts';
import { sodiumReady } from '../../crypto/sodium.ts';
import {
  deviceFor,
  externalPsk,
  findPsk,
  must,
  NOW,
  seatThree,
  stock,
} from '../support/mlsCircle.ts';

// Eve is a member whose device runs the stock library: each test is a commit that it makes and ours refuse.

const notAuthentic = { ok: false, error: 'NotAuthentic' };
let alice: MlsGroup;
let eve: MlsGroup;

beforeAll(() => sodiumReady);
// The stock library reads the machine's clock.
beforeAll(() => {
  vi.useFakeTimers({ now: NOW * 1000, toFake: ['Date'] });
});
afterAll(() => {
  vi.useRealTimers();
});
beforeAll(async () => {
  ({ alice, eve } = await seatThree());
});

function pskProposal(id = externalPsk.id, nonceLength = 32): Proposal {
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
    for (const psks of [[], [pskProposal(), second], [pskProposal(externalPsk.id, 8)]]) {
      expect(await byAlice(await byEve([...psks, remove(1)]))).toEqual(notAuthentic);
    }
  });

  test('an Add whose certificate another member signed is refused', async () => {
    const commit = await byEve([pskProposal(), await addProposal(4, 3)]);
    expect(await byAlice(commit)).toEqual(notAuthentic);
  });

  test('every flipped byte is refused', async () => {
    const commit = must(await mlsGroup.commit(eve, { kind: 'update' }, externalPsk, NOW)).commit;
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
