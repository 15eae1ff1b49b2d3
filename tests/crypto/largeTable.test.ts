import { beforeAll, expect, test } from 'vitest';
import { NONCE_BYTES, TAG_BYTES } from '../../crypto/aead.ts';
import { SEALED_HEDGE_BYTES } from '../../crypto/hedge.ts';
import { applyAction } from '../../crypto/applyAction.ts';
import { hasRoom, type GovernanceState, type Refusal } from '../../crypto/governance.ts';
import { signAction, type GovernanceAction } from '../../crypto/governanceAction.ts';
import { governanceCodec } from '../../crypto/governanceCodec.ts';
import { inboxCodec, seatCodec } from '../../crypto/inboxBody.ts';
import { deriveInviteKeys } from '../../crypto/invite.ts';
import { commitCodec } from '../../crypto/recordBody.ts';
import { sealRecord } from '../../crypto/record.ts';
import type { Result } from '../../crypto/result.ts';
import { applySeating } from '../../crypto/seating.ts';
import { signingKeyPairFromSeed, type SigningKeyPair } from '../../crypto/signature.ts';
import { sodiumReady } from '../../crypto/sodium.ts';
import { LIMITS } from '../../relay/frames.ts';
import {
  alice,
  circle,
  circleId,
  endorsement,
  filled,
  invite,
  seating,
} from '../support/councilOfThree.ts';

beforeAll(() => sodiumReady);

const DEVICES = 128;
/** Measured of a group of 128 leaves, none of which has a path of its own yet (`npm run bench`). */
const WELCOME_BYTES = 46_000;
const REMOVE_BYTES = 13_000;

const keys = () => deriveInviteKeys({ relay: '', inviteId: filled(1, 16), secret: filled(2) });
const record = (body: Uint8Array) =>
  sealRecord(
    keys(),
    { type: 'governance', epoch: 0, headIndex: 0, headChain: filled(0), body },
    filled(3, NONCE_BYTES),
  );

const numbered = (at: number, length = 32) =>
  filled(at % 256, length).map((byte, place) => (place === 0 ? at >> 8 : byte));

function seatOf(state: GovernanceState) {
  const governance = governanceCodec.encode(state);
  return seatCodec.encode({
    governance,
    eraSecret: filled(4),
    index: 1e9,
    hour: 1e6,
    chain: filled(5),
  });
}

const inInbox = (seat: Uint8Array) =>
  inboxCodec.encode({
    kind: 'seat',
    sealed: new Uint8Array(seat.length + NONCE_BYTES + TAG_BYTES),
  });

test('everything that a table of 128 devices has to send fits a record', () => {
  const ids = Array.from({ length: DEVICES }, (_, at) => numbered(at));
  const endorse = endorsement();
  if (endorse.kind !== 'endorse') throw new Error('no endorsement');
  const governance: GovernanceState = {
    ...circle(),
    members: ids.map((memberId, at) => ({
      memberId,
      name: `${at}`.padEnd(60, 'é'),
      role: 'member' as const,
    })),
    devices: ids.map((memberId, at) => ({
      memberId,
      keyPackageRef: numbered(at),
      staticKey: numbered(at),
      hedgeKey: numbered(at, 1216),
      lastCommitHour: 100_000,
      isSeated: true,
      asksFrom: 0,
    })),
    endorsements: Array.from({ length: 24 }, (_, at) => ({ ...endorse, sponsor: numbered(at) })),
  };
  const seat = seatOf(governance);
  const keyPackageRef = filled(6);
  const hedges = ids.map((_, leaf) => ({ leaf, sealed: filled(7, SEALED_HEDGE_BYTES) }));
  const bodies = [
    inInbox(seat),
    inboxCodec.encode({ kind: 'welcome', keyPackageRef, welcome: filled(8, WELCOME_BYTES) }),
    commitCodec.encode({ message: filled(9, REMOVE_BYTES), hedges, nack: null, endsEra: false }),
  ];
  for (const body of bodies) expect(record(body).length).toBeLessThan(LIMITS.recordBytes);
  const [first, second] = bodies.slice(0, 2).map((body) => record(body).length);
  expect((first ?? 0) + (second ?? 0)).toBeLessThan(LIMITS.batchBytes);
  expect(inboxCodec.decode(bodies[0] ?? filled(0)).ok).toBe(true);
  expect(seatCodec.decode(seat).ok).toBe(true);
  expect(governanceCodec.decode(governanceCodec.encode(governance)).ok).toBe(true);
});

test('a full table takes nobody more, and whatever may still come there fits a record', () => {
  const hour = 1_000_000;
  const named = (at: number) => ({
    memberId: signingKeyPairFromSeed(numbered(at)).publicKey,
    name: `${at}`.padEnd(60, '€'),
  });
  const [host] = circle().members;
  const seated = (at: number): GovernanceState => ({
    ...circle({ text: '€'.repeat(8000) }),
    members: [
      ...(host ? [host] : []),
      ...Array.from({ length: at }, (_, of) => ({ ...named(of), role: 'member' as const })),
    ],
    devices: Array.from({ length: at }, (_, of) => ({
      memberId: named(of).memberId,
      keyPackageRef: numbered(of),
      staticKey: numbered(of),
      hedgeKey: numbered(of, 1216),
      lastCommitHour: hour,
      isSeated: true,
      asksFrom: hour,
    })),
  });
  const by = (author: SigningKeyPair, action: GovernanceAction) => (state: GovernanceState) =>
    applyAction(state, signAction(circleId, author, action), hour);
  let devices = 100;
  while (hasRoom(seated(devices + 1))) devices += 1;
  expect(devices).toBeGreaterThan(110);
  // With room for a few more: the last endorsement is one that only just fits.
  let state = seated(devices - 4);
  const refusals: string[] = [];
  const apply = (applied: Result<GovernanceState, Refusal>) => {
    if (applied.ok) state = applied.value;
    else refusals.push(applied.error);
    return applied.ok;
  };
  const invites = Array.from({ length: 8 }, (_, at) => filled(at, 16));
  for (const inviteId of invites) apply(by(alice(), { ...invite(hour + 24), inviteId })(state));
  expect(refusals).toEqual([]);
  const vouched = invites.filter((inviteId, at) => {
    const { name } = named(1000 + at);
    const candidate = signingKeyPairFromSeed(numbered(1000 + at));
    const endorsed = { ...endorsement(candidate, name), inviteId, lastHour: hour + 24 };
    return apply(by(alice(), endorsed)(state));
  });
  expect(vouched.length).toBeGreaterThan(1);
  apply(by(alice(), { ...invite(hour + 24), inviteId: filled(99, 16) })(state));
  expect(new Set(refusals)).toEqual(new Set(['TableFull']));
  expect(refusals).toHaveLength(invites.length - vouched.length + 1);
  for (const [at, inviteId] of vouched.entries()) {
    const candidate = signingKeyPairFromSeed(numbered(1000 + at));
    const sits = seating(alice().publicKey, candidate, named(1000 + at).name);
    expect(apply(applySeating(state, { ...sits, inviteId }, hour))).toBe(true);
  }
  const voters = [
    alice(),
    ...Array.from({ length: devices - 4 }, (_, at) => signingKeyPairFromSeed(numbered(at))),
  ];
  for (const [at, voter] of voters.entries()) {
    const memberId = voters[(at + 1) % voters.length]?.publicKey ?? filled(0);
    expect(apply(by(voter, { kind: 'remove', memberId, lastHour: hour + 24 })(state))).toBe(true);
  }
  const seat = seatOf(state);
  expect(seatCodec.decode(seat).ok).toBe(true);
  expect(inboxCodec.decode(inInbox(seat)).ok).toBe(true);
  expect(record(inInbox(seat)).length).toBeLessThanOrEqual(LIMITS.recordBytes);
});
