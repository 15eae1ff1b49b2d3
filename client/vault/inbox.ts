import {
  deriveInviteKeys,
  equalBytes,
  hedgeKeyHash,
  inboxCodec,
  openRecord,
  sealRecord,
  toHex,
  type Candidate,
  type GroupFace,
  type InboxBody,
  type Invite,
} from '../../crypto/index.ts';
import type { RandomBytes } from '../storage/generation.ts';
import type { LogRecord } from '../sync/logConnection.ts';
import type { OutgoingRecord } from './circleState.ts';

/** The inbox of an invite: a log of its own, whose keys come from the link, PROTOCOL.md §8. */

/** @param expiry the last hour in which the relay keeps it */
export function sealInboxRecord(
  invite: Invite,
  body: InboxBody,
  expiry: number,
  random: RandomBytes,
): OutgoingRecord {
  const content = {
    type: 'governance',
    epoch: 0,
    headIndex: 0,
    headChain: new Uint8Array(32),
    body: inboxCodec.encode(body),
  } as const;
  const bytes = sealRecord(deriveInviteKeys(invite), content, random(24));
  return { bytes, expiry, isBarrier: false };
}

/** Null for a stub, and for what nobody with the link has written. */
export function openInboxRecord(invite: Invite, record: LogRecord): InboxBody | null {
  if (record.bytes === null) return null;
  const opened = openRecord(deriveInviteKeys(invite), record.bytes);
  const body = opened.ok ? inboxCodec.decode(opened.value.body) : opened;
  return body.ok ? body.value : null;
}

/** Somebody who asks to sit down; what they say of their device is what their key package says. */
export type Knock = {
  readonly inviteId: Uint8Array;
  readonly name: string;
  readonly keyPackage: Uint8Array;
  readonly candidate: Candidate;
  readonly staticKey: Uint8Array;
  readonly hedgeKey: Uint8Array;
};

export function knockId(knock: Knock): string {
  return toHex(knock.candidate.ref);
}

/** @param now Unix seconds of log time */
export async function readKnock<Group>(
  groups: GroupFace<Group>,
  circleId: Uint8Array,
  inviteId: Uint8Array,
  request: Extract<InboxBody, { kind: 'request' }>,
  now: number,
): Promise<Knock | null> {
  const { keyPackage, name, staticKey, hedgeKey } = request;
  const read = await groups.readKeyPackage(keyPackage, circleId, now);
  if (!read.ok) return null;
  const { device } = read.value;
  const isOneDevice =
    equalBytes(device.staticKey, staticKey) &&
    equalBytes(device.hedgeKeyHash, hedgeKeyHash(hedgeKey));
  if (!isOneDevice) return null;
  return { inviteId, name, keyPackage, candidate: read.value, staticKey, hedgeKey };
}
