import { beforeAll, describe, expect, test } from 'vitest';
import {
  announcementMac,
  checkAnnouncementMac,
  pairKey,
  signAttribution,
  staticKeyPairFromSeed,
  verifyAttribution,
  type AnnouncedKey,
} from '../../crypto/attribution.ts';
import { signingKeyPairFromSeed } from '../../crypto/signature.ts';
import { sodiumReady } from '../../crypto/sodium.ts';

const filled = (byte: number, length = 32) => new Uint8Array(length).fill(byte);
const circleId = filled(1);
const scope = { circleId, epoch: 4, treeHash: filled(2) };
const entry = { circleId, documentId: filled(3), entryId: filled(4, 16) };
const alice = { memberId: filled(10), leaf: 0, generation: 2, sequence: 7 };

beforeAll(() => sodiumReady);

function announced(): { key: AnnouncedKey; secretKey: Uint8Array } {
  const pair = signingKeyPairFromSeed(filled(11));
  const key = { leaf: 0, generation: 2, verificationKey: pair.publicKey, bucket: 100 };
  return { key, secretKey: pair.secretKey };
}

function pairOf(own: number, theirs: number): Uint8Array {
  const key = pairKey(
    staticKeyPairFromSeed(filled(own)),
    staticKeyPairFromSeed(filled(theirs)).publicKey,
    circleId,
  );
  if (key === null) throw new Error('a small-order key');
  return key;
}

describe('an announcement', () => {
  test("Alice's MAC convinces Bob, and Bob alone could have made it as well", () => {
    const { key } = announced();
    const byAlice = announcementMac(pairOf(20, 21), scope, key, 1);
    const byBob = announcementMac(pairOf(21, 20), scope, key, 1);
    expect(byBob).toEqual(byAlice);
    expect(checkAnnouncementMac(byBob, byAlice)).toBe(true);
  });

  test('is worth nothing for another receiver, epoch, tree, key or hour', () => {
    const { key } = announced();
    const pair = pairOf(20, 21);
    const mac = announcementMac(pair, scope, key, 1);
    const others = [
      announcementMac(pairOf(20, 22), scope, key, 1),
      announcementMac(pair, scope, key, 2),
      announcementMac(pair, { ...scope, epoch: 5 }, key, 1),
      announcementMac(pair, { ...scope, treeHash: filled(9) }, key, 1),
      announcementMac(pair, scope, { ...key, verificationKey: filled(9) }, 1),
      announcementMac(pair, scope, { ...key, bucket: 101 }, 1),
    ];
    for (const other of others) expect(checkAnnouncementMac(other, mac)).toBe(false);
  });

  test('a small-order static key gives no pair key', () => {
    expect(pairKey(staticKeyPairFromSeed(filled(20)), filled(0), circleId)).toBeNull();
    expect(pairKey(staticKeyPairFromSeed(filled(20)), filled(1, 31), circleId)).toBeNull();
  });
});

describe('an attribution', () => {
  test('names its author to those who checked the announcement', () => {
    const { key: known, secretKey: signing } = announced();
    const plaintext = signAttribution(signing, entry, 90, alice);
    expect(plaintext.length).toBeLessThan(128);
    const read = verifyAttribution(
      plaintext,
      entry,
      90,
      () => known,
      () => alice.memberId,
    );
    expect(read).toEqual({ ok: true, value: alice });
  });

  test('moved to another entry or hour, or claimed for another member, is refused', () => {
    const { key: known, secretKey: signing } = announced();
    const plaintext = signAttribution(signing, entry, 90, alice);
    const check = (at: typeof entry, bucket: number, bytes = plaintext, member = alice.memberId) =>
      verifyAttribution(
        bytes,
        at,
        bucket,
        () => known,
        () => member,
      ).ok;
    expect(check({ ...entry, entryId: filled(5, 16) }, 90)).toBe(false);
    expect(check({ ...entry, documentId: filled(5) }, 90)).toBe(false);
    expect(check(entry, 91)).toBe(false);
    expect(check(entry, 90, plaintext, filled(12))).toBe(false);
    for (let at = 0; at < plaintext.length; at += 1) {
      const mutated = plaintext.slice();
      mutated[at] = (mutated[at] ?? 0) ^ 1;
      const isBound = at < 32 || at >= 40;
      if (isBound) expect(check(entry, 90, mutated)).toBe(false);
    }
  });

  test('outliving its announced key, or by a key nobody announced, is refused', () => {
    const { key: known, secretKey: signing } = announced();
    const late = signAttribution(signing, entry, 101, alice);
    const member = () => alice.memberId;
    expect(verifyAttribution(late, entry, 101, () => known, member).ok).toBe(false);
    expect(verifyAttribution(late, entry, 101, () => null, member).ok).toBe(false);
  });
});
