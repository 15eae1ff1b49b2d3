import { beforeAll, expect, test } from 'vitest';
import { NONCE_BYTES, TAG_BYTES } from '../../crypto/aead.ts';
import { SEALED_HEDGE_BYTES } from '../../crypto/hedge.ts';
import { governanceCodec } from '../../crypto/governanceCodec.ts';
import { inboxCodec, seatCodec } from '../../crypto/inboxBody.ts';
import { deriveInviteKeys } from '../../crypto/invite.ts';
import { commitCodec } from '../../crypto/recordBody.ts';
import { sealRecord } from '../../crypto/record.ts';
import { sodiumReady } from '../../crypto/sodium.ts';
import { LIMITS } from '../../relay/frames.ts';
import { circle, endorsement, filled } from '../support/councilOfThree.ts';

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

test('everything that a table of 128 devices has to send fits a record', () => {
  const numbered = (at: number, length = 32) =>
    filled(at, length).map((byte, place) => (place === 0 ? at >> 4 : byte));
  const ids = Array.from({ length: DEVICES }, (_, at) => numbered(at));
  const endorse = endorsement();
  if (endorse.kind !== 'endorse') throw new Error('no endorsement');
  const governance = governanceCodec.encode({
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
  });
  const seat = { governance, eraSecret: filled(4), index: 1e6, hour: 1e5, chain: filled(5) };
  const sealed = new Uint8Array(seatCodec.encode(seat).length + NONCE_BYTES + TAG_BYTES);
  const keyPackageRef = filled(6);
  const hedges = ids.map((_, leaf) => ({ leaf, sealed: filled(7, SEALED_HEDGE_BYTES) }));
  const bodies = [
    inboxCodec.encode({ kind: 'seat', sealed }),
    inboxCodec.encode({ kind: 'welcome', keyPackageRef, welcome: filled(8, WELCOME_BYTES) }),
    commitCodec.encode({ message: filled(9, REMOVE_BYTES), hedges, nack: null, endsEra: false }),
  ];
  for (const body of bodies) expect(record(body).length).toBeLessThan(LIMITS.recordBytes);
  const [first, second] = bodies.slice(0, 2).map((body) => record(body).length);
  expect((first ?? 0) + (second ?? 0)).toBeLessThan(LIMITS.batchBytes);
  expect(inboxCodec.decode(bodies[0] ?? filled(0)).ok).toBe(true);
  expect(seatCodec.decode(seatCodec.encode(seat)).ok).toBe(true);
  expect(governanceCodec.decode(governance).ok).toBe(true);
});
