import {
  equalBytes,
  fromHex,
  hasRoom,
  mayOpenDoor,
  memberOf,
  toHex,
  type GovernanceAction,
} from '../../crypto/index.ts';
import type { Command } from '../model/command.ts';
import type { RandomBytes } from '../storage/generation.ts';
import type { CircleSession } from './sessionFace.ts';
import { memberKeyOf } from './circleState.ts';
import { discussionCommand, type Circumstances } from './discussionCommands.ts';
import { knockId } from './inbox.ts';
import { askingId, standingNacks } from './nacks.ts';
import { namesakeOf } from './namesake.ts';
import { Refused } from './refused.ts';
import { hourOf } from './hours.ts';

/** What a member asks of one circle, turned into what waits to be sent. */

export type CircleCommand = Extract<Command, { readonly circleId: string }>;

/** At most seven days by the relay's hour, which may be two behind this clock. */
const INVITE_HOURS = 7 * 24 - 2;

/** @returns the id that the command made, if any; throws `Refused` */
export async function circleCommand(
  session: CircleSession,
  command: CircleCommand,
  random: RandomBytes,
  nowMs: number,
): Promise<string | null> {
  const here = { session, random, nowMs };
  switch (command.kind) {
    case 'issue-invite':
      return issueInvite(here);
    case 'revoke-invite':
      return closeInvite(here, fromHex(command.inviteId));
    case 'not-now':
      return closeInvite(here, knockNamed(session, command.candidateId).inviteId);
    case 'seat':
      return seat(here, command.candidateId);
    case 'seat-again':
      return seatAgain(here, command.askingId);
    case 'remove-member':
      return removeMember(here, fromHex(command.memberId));
    default:
      return discussionCommand(here, command);
  }
}

function opensDoor({ session }: Circumstances): boolean {
  const { governance, identity } = session.state();
  const self = memberOf(governance, memberKeyOf(identity).publicKey);
  return self !== undefined && mayOpenDoor(governance, self);
}

async function closeInvite(here: Circumstances, inviteId: Uint8Array): Promise<null> {
  const { governance, identity } = here.session.state();
  const invite = governance.invites.find((one) => equalBytes(one.inviteId, inviteId));
  if (invite === undefined) throw new Refused('gone');
  const isOwn = equalBytes(invite.issuer, memberKeyOf(identity).publicKey);
  if (!isOwn && !opensDoor(here)) throw new Refused('not-allowed');
  return act(here, { kind: 'close-invite', inviteId });
}

async function act(here: Circumstances, action: GovernanceAction): Promise<null> {
  const localId = here.random(16);
  await here.session.enqueue({ kind: 'action', localId, action, sealed: null });
  return null;
}

async function issueInvite(here: Circumstances): Promise<string> {
  if (!opensDoor(here)) throw new Refused('not-allowed');
  if (!hasRoom(here.session.state().governance)) throw new Refused('table-full');
  const { random, nowMs } = here;
  const inviteId = random(16);
  const lastHour = hourOf(nowMs) + INVITE_HOURS;
  await act(here, { kind: 'invite', inviteId, secret: random(32), lastHour });
  return toHex(inviteId);
}

function knockNamed(session: CircleSession, id: string) {
  const knock = session.inboxes.knocks().find((one) => knockId(one) === id);
  if (knock === undefined) throw new Refused('gone');
  return knock;
}

async function seat({ session, random }: Circumstances, candidateId: string): Promise<null> {
  const { inviteId, name, keyPackage, candidate, staticKey, hedgeKey } = knockNamed(
    session,
    candidateId,
  );
  const { governance } = session.state();
  const invite = governance.invites.find((one) => equalBytes(one.inviteId, inviteId));
  if (invite === undefined) throw new Refused('gone');
  if (!hasRoom(governance)) throw new Refused('table-full');
  if (namesakeOf(governance.members, name) !== null) throw new Refused('name-taken');
  const endorsement = {
    kind: 'endorse',
    inviteId,
    keyPackageRef: candidate.ref,
    memberId: candidate.device.memberId,
    name,
    staticKey,
    hedgeKey,
    lastHour: invite.lastHour,
  } as const;
  await session.enqueue({
    kind: 'seat',
    localId: random(16),
    keyPackage,
    endorsement,
    sealed: null,
  });
  return null;
}

async function seatAgain({ session, random, nowMs }: Circumstances, id: string): Promise<null> {
  const nack = standingNacks(session.state(), hourOf(nowMs)).find((one) => askingId(one) === id);
  if (nack === undefined) throw new Refused('gone');
  await session.enqueue({ kind: 'return', localId: random(16), nack, sealed: null });
  return null;
}

async function removeMember(
  { session, random }: Circumstances,
  memberId: Uint8Array,
): Promise<null> {
  const { governance, identity } = session.state();
  if (memberOf(governance, memberId) === undefined) throw new Refused('gone');
  if (equalBytes(memberId, memberKeyOf(identity).publicKey)) throw new Refused('not-allowed');
  await session.enqueue({ kind: 'remove', localId: random(16), memberId, sealed: null });
  return null;
}
