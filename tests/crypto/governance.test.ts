import { beforeAll, describe, expect, test } from 'vitest';
import { memberOf, type GovernanceState } from '../../crypto/governance.ts';
import { applyAction } from '../../crypto/applyAction.ts';
import { applySeating, INVITE_HOURS, MOST_INVITES } from '../../crypto/seating.ts';
import { signAction } from '../../crypto/governanceAction.ts';
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
  inviteId,
  seating,
  withBob,
} from '../support/councilOfThree.ts';

beforeAll(() => sodiumReady);

describe('a seat at the table', () => {
  test('Bob, invited and endorsed by Alice, is seated as a member, and the invite key is used up', () => {
    const endorsed = after(circle(), [alice(), invite()], [alice(), endorsement()]);
    const seated = applySeating(endorsed, seating(alice().publicKey), HOUR);
    if (!seated.ok) throw new Error(seated.error);
    expect(memberOf(seated.value, bob().publicKey)).toMatchObject({ name: 'Bob', role: 'member' });
    expect(seated.value.devices).toHaveLength(2);
    expect(seated.value.invites).toEqual([]);
    expect(seated.value.endorsements).toEqual([]);
    expect(applySeating(seated.value, seating(alice().publicKey), HOUR)).toEqual({
      ok: false,
      error: 'UnknownInvite',
    });
  });

  test('nobody sits down without an endorsement, after the invite’s hour, or by Eve’s commit', () => {
    const invited = after(circle(), [alice(), invite()]);
    const endorsed = after(invited, [alice(), endorsement()]);
    const by = (state: GovernanceState, committer: Uint8Array, hour = HOUR) => {
      const result = applySeating(state, seating(committer), hour);
      return result.ok ? 'seated' : result.error;
    };
    expect(by(invited, alice().publicKey)).toBe('NotEnoughSponsors');
    expect(by(endorsed, alice().publicKey, HOUR + 25)).toBe('Expired');
    expect(by(endorsed, eve().publicKey)).toBe('NotAMember');
    expect(by(endorsed, alice().publicKey)).toBe('seated');
  });

  test('nobody sits down with the static key of another’s device, which would be taken for it', () => {
    const asBob = (through: Uint8Array) => {
      const changed = { inviteId: through, staticKey: bob().publicKey };
      return { ...endorsement(claire(), 'Claire'), ...changed };
    };
    const signed = signAction(circleId, alice(), asBob(inviteId));
    expect(applyAction(withBob(), signed, HOUR)).toEqual({ ok: false, error: 'AlreadyDone' });
    // Vouched for before Bob sat down.
    const second = filled(77, 16);
    const both = after(
      circle(),
      [alice(), invite()],
      [alice(), { ...invite(), inviteId: second }],
      [alice(), endorsement()],
      [alice(), asBob(second)],
    );
    const seated = applySeating(both, seating(alice().publicKey), HOUR);
    if (!seated.ok) throw new Error(seated.error);
    const { candidate, ...rest } = seating(alice().publicKey, claire(), 'Claire');
    const device = { ...candidate.device, staticKey: bob().publicKey };
    const seatingHer = { ...rest, inviteId: second, candidate: { ...candidate, device } };
    expect(applySeating(seated.value, seatingHer, HOUR)).toEqual({
      ok: false,
      error: 'AlreadyDone',
    });
  });

  test('nobody sits down under a name that a member has, nor two under one', () => {
    const invited = after(circle(), [alice(), invite()]);
    const asAlice = signAction(circleId, alice(), endorsement(bob(), 'Alice'));
    expect(applyAction(invited, asAlice, HOUR)).toEqual({ ok: false, error: 'NameTaken' });
    const second = after(withBob(), [alice(), endorsement(claire(), 'Claire')]);
    const [first, ...others] = second.members;
    const meanwhile = { ...second, members: [{ ...first!, name: 'Claire' }, ...others] };
    const seatClaire = seating(alice().publicKey, claire(), 'Claire');
    expect(applySeating(meanwhile, seatClaire, HOUR)).toEqual({ ok: false, error: 'NameTaken' });
  });

  test('with k = 2, one sponsor twice is not two, nor are two who mean different people', () => {
    const state = withBob({ sponsors: 2 });
    const once = after(state, [alice(), endorsement(claire(), 'Claire')]);
    const again = applyAction(
      once,
      signAction(circleId, alice(), endorsement(claire(), 'Claire')),
      HOUR,
    );
    expect(again).toEqual({ ok: false, error: 'AlreadyDone' });
    const other = after(once, [bob(), endorsement(eve(), 'Claire')]);
    expect(applySeating(other, seating(alice().publicKey, claire(), 'Claire'), HOUR)).toEqual({
      ok: false,
      error: 'NotEnoughSponsors',
    });
    const agreed = after(once, [bob(), endorsement(claire(), 'Claire')]);
    const seatClaire = seating(alice().publicKey, claire(), 'Claire');
    expect(applySeating(agreed, seatClaire, HOUR).ok).toBe(true);
  });

  test('Bob opens the door only where the charter lets members', () => {
    const attempt = (state: GovernanceState) =>
      applySeating(
        after(state, [alice(), endorsement(claire(), 'Claire')]),
        seating(bob().publicKey, claire(), 'Claire'),
        HOUR,
      );
    expect(attempt(withBob())).toEqual({ ok: false, error: 'NotAllowed' });
    expect(attempt(withBob({ opensDoor: 'members' })).ok).toBe(true);
  });
});

describe('an invite key', () => {
  test('is one of at most sixteen in a week, standing or used up', () => {
    const numbered = (byte: number) => ({ ...invite(), inviteId: filled(byte, 16) });
    let state = circle();
    for (let byte = 1; byte <= MOST_INVITES; byte += 1) {
      state = after(state, [alice(), numbered(byte)]);
      if (byte % 2 === 0) {
        state = after(state, [alice(), { kind: 'close-invite', inviteId: filled(byte, 16) }]);
      }
    }
    const more = applyAction(state, signAction(circleId, alice(), numbered(99)), HOUR);
    expect(more).toEqual({ ok: false, error: 'NotAllowed' });
  });

  const issue = (state: GovernanceState, author: ReturnType<typeof alice>, lastHour: number) => {
    const result = applyAction(state, signAction(circleId, author, invite(lastHour)), HOUR);
    return result.ok ? 'issued' : result.error;
  };

  test('lasts at most seven days, and not into the past', () => {
    expect(issue(circle(), alice(), HOUR + INVITE_HOURS)).toBe('issued');
    expect(issue(circle(), alice(), HOUR + INVITE_HOURS + 1)).toBe('NotAllowed');
    expect(issue(circle(), alice(), HOUR - 1)).toBe('Expired');
  });

  test('is not issued by a stranger, nor by a member where only hosts may', () => {
    const state = after(withBob(), [alice(), { kind: 'close-invite', inviteId }]);
    expect(issue(state, eve(), HOUR + 1)).toBe('NotAMember');
    expect(issue(state, bob(), HOUR + 1)).toBe('NotAllowed');
  });

  test('used or taken back, it does not stand again, whoever shows its record once more', () => {
    const again = (state: GovernanceState, hour = HOUR) =>
      applyAction(state, signAction(circleId, alice(), invite()), hour);
    const revoked = after(withBob(), [alice(), { kind: 'close-invite', inviteId }]);
    const endorsed = after(circle(), [alice(), invite()], [alice(), endorsement()]);
    const used = applySeating(endorsed, seating(alice().publicKey), HOUR);
    if (!used.ok) throw new Error(used.error);
    for (const state of [revoked, used.value]) {
      expect(again(state)).toEqual({ ok: false, error: 'AlreadyDone' });
      expect(again(state, HOUR + 25)).toEqual({ ok: false, error: 'Expired' });
    }
  });

  test('past its hour, it goes from the state with the next one, and what was endorsed through it', () => {
    const endorsed = after(withBob(), [alice(), endorsement(claire(), 'Claire')]);
    const next = { ...invite(HOUR + 48), inviteId: filled(46, 16) };
    const later = applyAction(endorsed, signAction(circleId, alice(), next), HOUR + 25);
    expect(later).toMatchObject({
      ok: true,
      value: { invites: [{ inviteId: filled(46, 16) }], spentInvites: [], endorsements: [] },
    });
  });

  test('revoked, it seats nobody, and what was endorsed through it is gone', () => {
    const state = after(
      circle(),
      [alice(), invite()],
      [alice(), endorsement()],
      [alice(), { kind: 'close-invite', inviteId }],
    );
    expect(state.endorsements).toEqual([]);
    expect(applySeating(state, seating(alice().publicKey), HOUR)).toEqual({
      ok: false,
      error: 'UnknownInvite',
    });
  });
});
