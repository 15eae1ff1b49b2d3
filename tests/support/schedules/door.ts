import { bucketStart, deriveInviteKeys, equalBytes, type Invite } from '../../../crypto/index.ts';
import {
  deviceOf,
  drawIdentity,
  type CircleState,
  type OutgoingRecord,
} from '../../../client/vault/circleState.ts';
import {
  knockId,
  openInboxRecord,
  readKnock,
  sealInboxRecord,
  type Knock,
} from '../../../client/vault/inbox.ts';
import { withoutMail } from '../../../client/vault/inboxes.ts';
import type { JoinState } from '../../../client/vault/joinState.ts';
import { takeSeat } from '../../../client/vault/takeSeat.ts';
import { hourOf } from '../../../client/vault/hours.ts';
import type { CoreDevice } from './coreDevice.ts';
import type { World } from './world.ts';

/** The inboxes of invites, read and written at once: what may be slow there is when anybody looks. */

/** Somebody who has asked to sit down. */
export type Candidate = { readonly name: string; readonly join: JoinState };

const GRACE_HOURS = 24;
const QUOTA = { logBytes: Infinity, logRecords: Infinity };

export function inboxOf({ relay }: Pick<World<never>, 'relay'>, invite: Invite) {
  const logId = deriveInviteKeys(invite).log.publicKey;
  return relay.store.read(logId, 0, Infinity, Infinity).map((record) => ({
    record,
    body: openInboxRecord(invite, record),
  }));
}

function post(
  { relay }: Pick<World<never>, 'relay'>,
  invite: Invite,
  records: readonly OutgoingRecord[],
): void {
  const logId = deriveInviteKeys(invite).log.publicKey;
  relay.store.create(logId, logId, relay.hour());
  relay.store.append([{ logId, seen: 0, records }], relay.hour(), QUOTA);
}

/** What the device has to say at its doors. */
export async function postMail<Group>(
  world: World<Group>,
  device: CoreDevice<Group>,
): Promise<void> {
  for (const mail of device.circle.mail) {
    post(world, { relay: device.circle.relay, ...mail }, mail.records);
    await device.session.update((circle) => ({ ...circle, mail: withoutMail(circle.mail, mail) }));
  }
}

/** @returns null where nobody has invited yet */
export async function knock<Group>(
  world: World<Group>,
  invite: Invite,
  name: string,
): Promise<Candidate | null> {
  const { groups, random } = world;
  const bodies = inboxOf(world, invite).map(({ body }) => body);
  const invitation = bodies.find((body) => body?.kind === 'invitation');
  if (invitation?.kind !== 'invitation') return null;
  const { circleId, charter, lastHour } = invitation;
  const identity = drawIdentity(random);
  const { device, staticKey, hedgeKey } = deviceOf(identity, circleId);
  const madeAt = Math.floor(world.nowMs() / 1000);
  const pending = await groups.makeKeyPackage(device, madeAt);
  const read = await groups.readKeyPackage(pending.keyPackage, circleId, madeAt);
  if (!read.ok) throw new Error('an own key package does not read');
  const { keyPackage } = pending;
  const body = { kind: 'request', keyPackage, name, staticKey, hedgeKey } as const;
  const record = sealInboxRecord(invite, body, lastHour + GRACE_HOURS, random);
  post(world, invite, [record]);
  const request = { identity, name, pending, keyPackageRef: read.value.ref, madeAt, record };
  const { relay, inviteId, secret } = invite;
  const known = { circleId, name: invitation.name, charter, lastHour };
  const door = { relay, inviteId, secret, invitation: known, request };
  return { name, join: { ...door, isClosed: false, isLeft: false } };
}

/** Who can be seated, as this circle's members read it. */
export async function knocksAt<Group>(
  world: World<Group>,
  { circleId, governance, relay }: CircleState,
): Promise<readonly Knock[]> {
  const knocks = new Map<string, Knock>();
  for (const { inviteId, secret } of governance.invites) {
    for (const { record, body } of inboxOf(world, { relay, inviteId, secret })) {
      if (body?.kind !== 'request') continue;
      const now = Math.max(bucketStart(record.hour), Math.floor(world.nowMs() / 1000));
      const read = await readKnock(world.groups, circleId, inviteId, body, now);
      if (read !== null) knocks.set(knockId(read), read);
    }
  }
  return [...knocks.values()];
}

export type Answer = {
  readonly circle: CircleState | 'refused' | null;
  readonly isClosed: boolean;
};

/** What stands at the door for this candidate. `refused`: a Welcome of theirs does not lead to a seat. */
export async function lookForSeat<Group>(
  world: World<Group>,
  { join }: Candidate,
): Promise<Answer> {
  const { request } = join;
  if (request === null) throw new Error('nobody has knocked');
  let lastSeat: Uint8Array | null = null;
  let isClosed = false;
  for (const { body } of inboxOf(world, join)) {
    const isOwn = body?.kind === 'welcome' && equalBytes(body.keyPackageRef, request.keyPackageRef);
    if (isOwn && lastSeat !== null) {
      const place = { hourNow: hourOf(world.nowMs()), ordinal: 1 };
      const answer = { welcome: body.welcome, seat: lastSeat };
      const circle = await takeSeat(join, request, answer, world.groups, place);
      return { circle: circle ?? 'refused', isClosed: false };
    }
    isClosed ||= body?.kind === 'closed' || body?.kind === 'welcome';
    lastSeat = body?.kind === 'seat' ? body.sealed : null;
  }
  return { circle: null, isClosed };
}
