import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Charter } from '../../crypto/charter.ts';
import {
  applyAction,
  applySeating,
  foundCircle,
  governanceHash,
  INVITE_HOURS,
  memberOf,
  MOST_INVITES,
  nameHash,
  type GovernanceState,
} from '../../crypto/governance.ts';
import {
  decodeAction,
  encodeAction,
  signAction,
  type GovernanceAction,
} from '../../crypto/governanceAction.ts';
import { hedgeKeyHash } from '../../crypto/hedgeKey.ts';
import { signingKeyPairFromSeed } from '../../crypto/signature.ts';
import { sodiumReady } from '../../crypto/sodium.ts';

const filled = (byte: number, length = 32) => new Uint8Array(length).fill(byte);
const circleId = filled(1);
const charter: Charter = {
  text: 'What is said here stays here.',
  confidentiality: 'chatham-house',
  defaultFade: 720,
  longestFade: 2160,
  attributionFade: null,
  sponsors: 1,
  allowsUnnamed: false,
  opensDoor: 'hosts',
  language: 'fr',
};
const HOUR = 100;
const inviteId = filled(40, 16);
const keyPackageRef = filled(41);

beforeAll(() => sodiumReady);

const person = (byte: number) => signingKeyPairFromSeed(filled(byte));
const alice = () => person(10);
const bob = () => person(11);
const claire = () => person(12);
const eve = () => person(13);

function circle(changed: Partial<Charter> = {}): GovernanceState {
  const memberId = alice().publicKey;
  const device = {
    memberId,
    keyPackageRef: filled(0),
    staticKey: filled(2),
    hedgeKey: filled(3, 1216),
    lastCommitHour: HOUR,
  };
  const founder = { memberId, name: 'Alice', role: 'host' } as const;
  return foundCircle(circleId, 'Le cercle', { ...charter, ...changed }, founder, device);
}

const invite = (lastHour = HOUR + 24): GovernanceAction => ({
  kind: 'invite',
  inviteId,
  secret: filled(42),
  lastHour,
});

function endorsement(candidate = bob(), name = 'Bob'): GovernanceAction {
  return {
    kind: 'endorse',
    inviteId,
    keyPackageRef,
    memberId: candidate.publicKey,
    name,
    staticKey: filled(43),
    hedgeKey: filled(44, 1216),
    lastHour: HOUR + 24,
  };
}

function after(
  state: GovernanceState,
  ...steps: readonly (readonly [ReturnType<typeof alice>, GovernanceAction])[]
): GovernanceState {
  return steps.reduce((current, [author, action]) => {
    const next = applyAction(current, signAction(circleId, author, action), HOUR);
    if (!next.ok) throw new Error(next.error);
    return next.value;
  }, state);
}

const seating = (committer: Uint8Array, candidate = bob(), name = 'Bob') => ({
  committer,
  inviteId,
  candidate: {
    ref: keyPackageRef,
    device: {
      memberId: candidate.publicKey,
      signatureKey: filled(45),
      staticKey: filled(43),
      hedgeKeyHash: hedgeKeyHash(filled(44, 1216)),
    },
  },
  nameHash: nameHash(name),
});

/** A circle with Bob seated as well, Claire's invite standing. */
function withBob(changed: Partial<Charter> = {}): GovernanceState {
  const through = { inviteId: filled(39, 16) };
  const endorsed = after(
    circle(changed),
    [alice(), { ...invite(), ...through }],
    [alice(), { ...endorsement(), ...through }],
  );
  const seated = applySeating(endorsed, { ...seating(alice().publicKey), ...through }, HOUR);
  if (!seated.ok) throw new Error(seated.error);
  return after(seated.value, [alice(), invite()]);
}

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
