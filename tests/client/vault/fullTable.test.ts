import { beforeAll, expect, test } from 'vitest';
import { sodiumReady } from '../../../crypto/index.ts';
import { circleCommand, type CircleCommand } from '../../../client/vault/circleCommands.ts';
import { knockId } from '../../../client/vault/inbox.ts';
import type { CircleSession } from '../../../client/vault/sessionFace.ts';
import { circle, filled, inviteId } from '../../support/councilOfThree.ts';

beforeAll(() => sodiumReady);

const HOST_SEED = filled(10);
const knock = { candidate: { ref: filled(5) }, inviteId, name: 'Zoë' };

/** A host's, at a table with one invite, and as many devices. */
function sessionOf(devices: number, enqueued: unknown[]): CircleSession {
  const host = circle();
  const [device] = host.devices;
  const governance = {
    ...host,
    devices: Array.from({ length: devices }, () => device),
    invites: [{ inviteId, secret: filled(1), issuer: filled(2), lastHour: 1e6 }],
  };
  return {
    state: () => ({ governance, identity: { memberSeed: HOST_SEED } }),
    inboxes: { knocks: () => [knock] },
    enqueue: async (intent: unknown) => void enqueued.push(intent),
  } as unknown as CircleSession;
}

const random = (length: number) => filled(7, length);

test.each<CircleCommand>([
  { kind: 'issue-invite', circleId: '' },
  { kind: 'seat', circleId: '', candidateId: knockId(knock as never) },
])('at a full table a host is told so at once: $kind', async (command) => {
  const enqueued: unknown[] = [];
  const tried = circleCommand(sessionOf(170, enqueued), command, random, 0);
  await expect(tried).rejects.toMatchObject({ error: 'table-full' });
  expect(enqueued).toEqual([]);
  await expect(
    circleCommand(sessionOf(100, enqueued), { kind: 'issue-invite', circleId: '' }, random, 0),
  ).resolves.toHaveLength(32);
});
