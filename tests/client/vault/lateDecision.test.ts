import { beforeAll, expect, test } from 'vitest';
import {
  bucketStart,
  recordHash,
  sodiumReady,
  type GovernanceAction,
} from '../../../crypto/index.ts';
import { modelGroup } from '../../../crypto/modelGroup.ts';
import type { CircleState } from '../../../client/vault/circleState.ts';
import { createCircle } from '../../../client/vault/foundCircle.ts';
import { sealIntent } from '../../../client/vault/sealIntent.ts';
import { takeRecords } from '../../../client/vault/takeRecords.ts';
import { chanceFrom } from '../../soak/chance.ts';
import { CHARTER, RELAY } from '../../support/person.ts';

beforeAll(() => sodiumReady);

const HOUR = 7900;
/** The device's clock stands still, and its record comes five hours late. */
const CONTEXT_MS = bucketStart(HOUR) * 1000;
const bytes = chanceFrom(31);
const random = (length: number) => bytes.bytes(length);

async function deliver(circle: CircleState, index: number, hour: number): Promise<CircleState> {
  const [intent] = circle.outbox;
  if (intent === undefined) throw new Error('nothing waits');
  const context = { random, nowMs: CONTEXT_MS };
  const sealed = await sealIntent(circle, intent, undefined, modelGroup, context);
  const [record] = sealed?.sealed.records ?? [];
  if (sealed === null || record === undefined) throw new Error('nothing to send');
  const waiting = { ...sealed.circle, outbox: [{ ...intent, sealed: sealed.sealed }] };
  const logged = { index, hour, expiry: record.expiry, bytes: record.bytes };
  const records = [{ ...logged, hash: recordHash(record.bytes) }];
  const hours = { present: hour, keys: HOUR };
  const before = { circle: waiting, trouble: null };
  return (await takeRecords(before, records, modelGroup, hours, random)).circle;
}

test('a decision that comes to the log hours late counts for nobody, and is made again', async () => {
  const founding = { name: 'Tuesday', ownName: 'Alice', charter: CHARTER };
  const place = { relay: RELAY, ordinal: 1, hourNow: HOUR };
  const founded = await createCircle(modelGroup, founding, place, random);
  const lastHour = HOUR + 100;
  const action: GovernanceAction = {
    kind: 'invite',
    inviteId: random(16),
    secret: random(32),
    lastHour,
  };
  const intent = { kind: 'action', localId: random(16), action, sealed: null } as const;
  const late = await deliver({ ...founded, outbox: [intent] }, 1, HOUR + 5);
  expect(late.governance.invites).toEqual([]);
  expect(late.outbox).toEqual([intent]);
  const again = await deliver(late, 2, HOUR + 5);
  expect(again.governance.invites).toMatchObject([{ lastHour }]);
  expect(again.outbox).toEqual([]);
});
