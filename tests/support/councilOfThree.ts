import { foundCircle, type GovernanceState } from '../../crypto/governance.ts';
import { applyAction } from '../../crypto/applyAction.ts';
import { applySeating, nameHash } from '../../crypto/seating.ts';
import { signAction, type GovernanceAction } from '../../crypto/governanceAction.ts';
import { hedgeKeyHash } from '../../crypto/hedgeKey.ts';
import { signingKeyPairFromSeed } from '../../crypto/signature.ts';
import { type Charter } from '../../crypto/charter.ts';

/** A circle's governance with Alice as its founder, Bob and Claire to be seated, and Eve. */

export const filled = (byte: number, length = 32) => new Uint8Array(length).fill(byte);
export const circleId = filled(1);
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
export const HOUR = 100;
export const inviteId = filled(40, 16);
const keyPackageRef = filled(41);

const person = (byte: number) => signingKeyPairFromSeed(filled(byte));
export const alice = () => person(10);
export const bob = () => person(11);
export const claire = () => person(12);
export const eve = () => person(13);

export function circle(changed: Partial<Charter> = {}): GovernanceState {
  const memberId = alice().publicKey;
  const device = {
    memberId,
    keyPackageRef: filled(0),
    staticKey: filled(2),
    hedgeKey: filled(3, 1216),
    lastCommitHour: HOUR,
    isSeated: true,
    asksFrom: 0,
  };
  const founder = { memberId, name: 'Alice', role: 'host' } as const;
  return foundCircle(circleId, 'Le cercle', { ...charter, ...changed }, founder, device);
}

type Action<Kind> = Extract<GovernanceAction, { kind: Kind }>;

export const invite = (lastHour = HOUR + 24): Action<'invite'> => ({
  kind: 'invite',
  inviteId,
  secret: filled(42),
  lastHour,
});

export function endorsement(candidate = bob(), name = 'Bob'): Action<'endorse'> {
  return {
    kind: 'endorse',
    inviteId,
    keyPackageRef,
    memberId: candidate.publicKey,
    name,
    staticKey: candidate.publicKey,
    hedgeKey: filled(44, 1216),
    lastHour: HOUR + 24,
  };
}

export function after(
  state: GovernanceState,
  ...steps: readonly (readonly [ReturnType<typeof alice>, GovernanceAction])[]
): GovernanceState {
  return steps.reduce((current, [author, action]) => {
    const next = applyAction(current, signAction(circleId, author, action), HOUR);
    if (!next.ok) throw new Error(next.error);
    return next.value;
  }, state);
}

export const seating = (committer: Uint8Array, candidate = bob(), name = 'Bob') => ({
  committer,
  inviteId,
  candidate: {
    ref: keyPackageRef,
    device: {
      memberId: candidate.publicKey,
      signatureKey: filled(45),
      staticKey: candidate.publicKey,
      hedgeKeyHash: hedgeKeyHash(filled(44, 1216)),
    },
  },
  nameHash: nameHash(name),
});

/** A circle with Bob seated as well, Claire's invite standing. */
export function withBob(changed: Partial<Charter> = {}): GovernanceState {
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
