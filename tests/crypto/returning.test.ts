import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  decodeCommitBinding,
  encodeCommitBinding,
  type CommitBinding,
} from '../../crypto/commitBinding.ts';
import type { GovernanceState } from '../../crypto/governance.ts';
import { checkHeartbeat, signHeartbeat } from '../../crypto/heartbeat.ts';
import { checkNack, NACK_HOURS, nackCodec, signNack, type Nack } from '../../crypto/nack.ts';
import {
  applyDormancy,
  applyReturn,
  applyUnseat,
  dormantDevices,
  mayUnseatDormant,
} from '../../crypto/returning.ts';
import { sodiumReady } from '../../crypto/sodium.ts';
import { alice, bob, circleId, claire, filled, HOUR, withBob } from '../support/councilOfThree.ts';

beforeAll(() => sodiumReady);

const DORMANT_HOURS = 45 * 24;
const error = (name: string) => ({ ok: false, error: name });

/** Of Bob's device. */
const asked = (said: Partial<Nack> = {}, member = bob()): Nack =>
  signNack(circleId, member, {
    staticKey: bob().publicKey,
    reason: 'desync',
    epoch: 5,
    hour: HOUR,
    keyPackage: filled(1, 40),
    inviteId: filled(2, 16),
    secret: filled(3),
    ...said,
  });

const seatOf = (staticKey: Uint8Array, memberId = bob().publicKey) => ({
  leaf: 1,
  device: { memberId, signatureKey: filled(1), staticKey, hedgeKeyHash: filled(2) },
});
const bobsSeat = () => seatOf(bob().publicKey);
const bobsCandidate = () => ({ ref: filled(60), device: bobsSeat().device });

function value(result: ReturnType<typeof applyUnseat>): GovernanceState {
  if (!result.ok) throw new Error(result.error);
  return result.value;
}

const isSeated = ({ devices }: GovernanceState) => devices.map((device) => device.isSeated);

describe('a device that asks', () => {
  test('is unseated by its own word, keeps its place among the devices, and sits down again', () => {
    const unseated = value(applyUnseat(withBob(), [bobsSeat()], asked(), HOUR));
    expect(isSeated(unseated)).toEqual([true, false]);
    expect(unseated.members).toHaveLength(2);
    const back = value(applyReturn(unseated, asked(), bobsCandidate(), HOUR + 1));
    expect(isSeated(back)).toEqual([true, true]);
    expect(back.devices[1]).toMatchObject({
      keyPackageRef: filled(60),
      lastCommitHour: HOUR + 1,
      asksFrom: HOUR + 1,
    });
  });

  test('is answered once: the same word unseats and seats it no more, a later one does', () => {
    const unseated = value(applyUnseat(withBob(), [bobsSeat()], asked(), HOUR));
    const back = value(applyReturn(unseated, asked(), bobsCandidate(), HOUR));
    expect(applyUnseat(back, [bobsSeat()], asked(), HOUR)).toEqual(error('AlreadyDone'));
    expect(applyReturn(back, asked(), bobsCandidate(), HOUR)).toEqual(error('AlreadyDone'));
    expect(applyUnseat(back, [bobsSeat()], asked({ hour: HOUR + 1 }), HOUR + 1).ok).toBe(true);
  });

  test.each([
    ['another member in its name', () => asked({}, alice()), 'NotAllowed'],
    ['nobody who sits here', () => asked({}, claire()), 'NotAMember'],
    ['a device that nobody knows', () => asked({ staticKey: filled(77) }), 'NotAllowed'],
    ['a signature that is not its own', () => ({ ...asked(), epoch: 9 }), 'NotAuthentic'],
    ['a word of an hour to come', () => asked({ hour: HOUR + 3 }), 'Expired'],
    ['a word that has lapsed', () => asked({ hour: HOUR - NACK_HOURS - 1 }), 'Expired'],
  ])('is not heard through %s', (_, nack, refusal) => {
    expect(applyUnseat(withBob(), [bobsSeat()], nack(), HOUR)).toEqual(error(refusal));
  });

  test('takes no other seat away, nor two, and nobody else sits down by its word', () => {
    const own = seatOf(filled(2), alice().publicKey);
    for (const seats of [[], [own], [bobsSeat(), own]]) {
      expect(applyUnseat(withBob(), seats, asked(), HOUR)).toEqual(error('NotAllowed'));
    }
    const unseated = value(applyUnseat(withBob(), [bobsSeat()], asked(), HOUR));
    expect(applyUnseat(unseated, [bobsSeat()], asked(), HOUR)).toEqual(error('NotAllowed'));
    const others = { ref: filled(60), device: seatOf(bob().publicKey, alice().publicKey).device };
    expect(applyReturn(unseated, asked(), others, HOUR)).toEqual(error('NotAllowed'));
    expect(applyReturn(withBob(), asked(), bobsCandidate(), HOUR)).toEqual(error('AlreadyDone'));
  });
});

describe('a device that has been silent', () => {
  const DUE = HOUR + DORMANT_HOURS;

  test('for forty-five days loses its seat, once a day at most and no other with it', () => {
    expect(dormantDevices(withBob(), DUE - 1)).toEqual([]);
    expect(dormantDevices(withBob(), DUE)).toHaveLength(2);
    expect(applyDormancy(withBob(), [bobsSeat()], DUE - 1)).toEqual(error('NotAllowed'));
    expect(applyDormancy(withBob(), [], DUE)).toEqual(error('NotAllowed'));
    const unseated = value(applyDormancy(withBob(), [bobsSeat()], DUE));
    expect(isSeated(unseated)).toEqual([true, false]);
    expect(mayUnseatDormant(unseated, DUE + 23)).toBe(false);
    const own = seatOf(filled(2), alice().publicKey);
    expect(applyDormancy(unseated, [own], DUE + 23)).toEqual(error('NotAllowed'));
    expect(applyDormancy(unseated, [own, bobsSeat()], DUE + 24)).toEqual(error('NotAllowed'));
    expect(applyDormancy(unseated, [own], DUE + 24).ok).toBe(true);
  });
});

test('a nack is read in its one encoding, and verifies for its member and circle alone', () => {
  const nack = asked();
  expect(nackCodec.decode(nackCodec.encode(nack))).toEqual({ ok: true, value: nack });
  expect(checkNack(circleId, nack)).toBe(true);
  expect(checkNack(filled(99), nack)).toBe(false);
  expect(checkNack(circleId, { ...nack, memberId: alice().publicKey })).toBe(false);
});

test('a heartbeat is one device’s word for one head at one hour', () => {
  const said = { circleId, staticKey: bob().publicKey, index: 7, chain: filled(8), hour: HOUR };
  const signature = signHeartbeat(bob(), said);
  expect(checkHeartbeat(bob().publicKey, said, signature)).toBe(true);
  expect(checkHeartbeat(alice().publicKey, said, signature)).toBe(false);
  for (const other of [
    { circleId: filled(9) },
    { staticKey: filled(9) },
    { index: 8 },
    { chain: filled(9) },
    { hour: HOUR + 1 },
  ]) {
    expect(checkHeartbeat(bob().publicKey, { ...said, ...other }, signature)).toBe(false);
  }
});

test('each binding of a commit is written and read in one way', () => {
  const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
  const [governance, hedgesHash, nackHash] = [bytes(32), bytes(32), bytes(32)];
  const binding: fc.Arbitrary<CommitBinding> = fc.oneof(
    fc.record({
      kind: fc.constant('seating' as const),
      governance,
      inviteId: bytes(16),
      nameHash: bytes(32),
    }),
    fc.record({ kind: fc.constant('update' as const), governance, hedgesHash }),
    fc.record({
      kind: fc.constant('removal' as const),
      governance,
      hedgesHash,
      memberId: bytes(32),
    }),
    fc.record({ kind: fc.constant('unseat' as const), governance, hedgesHash, nackHash }),
    fc.record({ kind: fc.constant('return' as const), governance, nackHash }),
  );
  fc.assert(
    fc.property(binding, (said) => {
      const encoded = encodeCommitBinding(said);
      expect(decodeCommitBinding(encoded)).toEqual({ ok: true, value: said });
      for (const other of [encoded.slice(0, -1), Uint8Array.of(...encoded, 0)]) {
        expect(decodeCommitBinding(other)).toEqual(error('Malformed'));
      }
    }),
  );
});
