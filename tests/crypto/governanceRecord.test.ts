import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { governanceHash } from '../../crypto/governance.ts';
import { applyAction } from '../../crypto/applyAction.ts';
import { applySeating } from '../../crypto/seating.ts';
import {
  decodeAction,
  encodeAction,
  signAction,
  type GovernanceAction,
} from '../../crypto/governanceAction.ts';
import { sodiumReady } from '../../crypto/sodium.ts';
import {
  after,
  alice,
  bob,
  circle,
  circleId,
  claire,
  endorsement,
  eve,
  filled,
  HOUR,
  invite,
  seating,
  withBob,
} from '../support/councilOfThree.ts';

beforeAll(() => sodiumReady);

describe('Eve, who vouches as well', () => {
  test('seats nobody but the device whose words were compared, under the name it asked for', () => {
    const state = withBob();
    const forged = { ...endorsement(eve(), 'Claire'), staticKey: filled(1) } as GovernanceAction;
    const renamed = endorsement(claire(), 'Mallory');
    for (const theirs of [forged, renamed]) {
      const vouched = after(state, [bob(), theirs], [alice(), endorsement(claire(), 'Claire')]);
      const seated = applySeating(vouched, seating(alice().publicKey, claire(), 'Claire'), HOUR);
      const members = seated.ok ? seated.value.members.map(({ name }) => name) : seated.error;
      expect(members).toEqual(['Alice', 'Bob', 'Claire']);
    }
  });

  test('has one word for each invite, and the circle keeps a bounded number of them', () => {
    const again = (byte: number): GovernanceAction =>
      ({ ...endorsement(claire(), 'Claire'), keyPackageRef: filled(byte) }) as GovernanceAction;
    let state = withBob();
    for (let byte = 1; byte <= 200; byte += 1) state = after(state, [bob(), again(byte)]);
    expect(state.endorsements).toHaveLength(1);
  });

  test('does not sit twice, by two invites through which she was vouched for before', () => {
    const other = { inviteId: filled(38, 16) };
    let state = after(
      withBob(),
      [alice(), { ...invite(), ...other }],
      [alice(), endorsement(eve(), 'Eve')],
      [alice(), { ...endorsement(eve(), 'Eva'), ...other } as GovernanceAction],
    );
    const first = applySeating(state, seating(alice().publicKey, eve(), 'Eve'), HOUR);
    if (!first.ok) throw new Error(first.error);
    state = first.value;
    const second = { ...seating(alice().publicKey, eve(), 'Eva'), ...other };
    expect(applySeating(state, second, HOUR)).toEqual({ ok: false, error: 'AlreadyDone' });
  });
});

describe('a governance record', () => {
  test('is read as written, and in that one encoding only', () => {
    const body = encodeAction(signAction(circleId, alice(), endorsement()));
    const read = decodeAction(body);
    expect(read.ok && encodeAction(read.value)).toEqual(body);
    fc.assert(
      fc.property(fc.nat({ max: body.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, x) => {
        const mutated = body.slice();
        mutated[at] = (mutated[at] ?? 0) ^ x;
        const hostile = decodeAction(mutated);
        if (!hostile.ok) return;
        expect(applyAction(after(circle(), [alice(), invite()]), hostile.value, HOUR).ok).toBe(
          false,
        );
      }),
      { seed: 50, numRuns: 500 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(decodeAction(bytes).ok).toBe(false);
      }),
      { seed: 51, numRuns: 500 },
    );
  });

  test('signed for one circle is worth nothing in another', () => {
    const elsewhere = signAction(filled(2), alice(), invite());
    expect(applyAction(circle(), elsewhere, HOUR)).toEqual({ ok: false, error: 'NotAuthentic' });
  });

  test('two folds of one log agree, and any difference shows in the hash', () => {
    const fold = () => after(withBob(), [alice(), endorsement(claire(), 'Claire')]);
    expect(governanceHash(fold())).toEqual(governanceHash(fold()));
    expect(governanceHash(fold())).not.toEqual(governanceHash(withBob()));
    expect(governanceHash(withBob({ sponsors: 2 }))).not.toEqual(governanceHash(withBob()));
  });
});
