import { beforeAll, describe, expect, test } from 'vitest';
import {
  encodeCommitBinding,
  equalBytes,
  governanceHash,
  hedgesHash,
  mlsGroup,
  nackCodec,
  nackHash,
  signNack,
  sodiumReady,
  type Nack,
} from '../../crypto/index.ts';
import { memberKeyOf, type CircleState } from '../../client/vault/circleState.ts';
import { hedge } from '../../client/vault/hedge.ts';
import { hourOf } from '../../client/vault/hours.ts';
import { sealCommit, type OwnCommit } from '../../client/vault/sealCommit.ts';
import { openGroup } from '../../client/vault/takeEpoch.ts';
import { turnHostile, type HostileMember } from '../support/hostileMember.ts';
import { openDisk } from '../support/openedDisk.ts';
import { seat, type Person } from '../support/person.ts';
import {
  comeBack,
  discuss,
  HOUR_MS,
  MINUTE_MS,
  say,
  setTable,
  show,
  texts,
  type Table,
} from '../support/world.ts';

beforeAll(() => sodiumReady);

const memberNamed = (reader: Person, name: string) =>
  reader.circle().members.find((member) => member.name === name);

const seatOf = ({ governance, ...circle }: CircleState, name: string) => {
  const member = governance.members.find((one) => one.name === name);
  return mlsGroup
    .seats(openGroup({ governance, ...circle }, mlsGroup))
    .find(({ device }) => member && equalBytes(device.memberId, member.memberId));
};

describe('Eve renews her keys and seals other bytes to Bob than to everybody else', () => {
  let table: Table;
  let claire: Person;
  let eve: HostileMember;
  let discussionId: string;
  let nack: Nack;

  async function append(commit: OwnCommit, circle: CircleState): Promise<void> {
    const { random, timers } = table.simulation;
    const nowMs = timers.nowMs();
    const context = { random, nowMs };
    const sealed = await sealCommit(circle, [], commit, mlsGroup, hourOf(nowMs), context);
    if (sealed === null) throw new Error('the group refuses');
    expect(await eve.append(...sealed.sealed.records)).toBe('appended');
  }

  async function stateOf(person: Person): Promise<CircleState> {
    await person.quit();
    const { circle } = await openDisk(person, table);
    await comeBack(person);
    await show(person, discussionId);
    await table.simulation.advance(MINUTE_MS);
    return circle;
  }

  beforeAll(async () => {
    table = await setTable(302);
    const { alice, bob, simulation } = table;
    claire = await table.join('Claire');
    const person = await table.join('Eve');
    for (const one of [claire, person]) await seat(alice, one);
    discussionId = await discuss([alice, bob, claire], 'Before.');
    await simulation.advance(25 * HOUR_MS);
    for (const one of [alice, bob, claire, person]) await one.tick();
    eve = await turnHostile(person, table);
    const { circle } = eve;
    const bobs = seatOf(circle, 'Bob')?.leaf;
    const seats = mlsGroup.seats(openGroup(circle, mlsGroup));
    const context = { random: simulation.random, nowMs: simulation.timers.nowMs() };
    const honest = hedge(circle, circle.governance, { kind: 'update' }, seats, context);
    const hedges = honest.hedges.map((one) =>
      one.leaf === bobs ? { ...one, sealed: simulation.random(one.sealed.length) } : one,
    );
    const governance = governanceHash(circle.governance);
    const binding = { kind: 'update', governance, hedgesHash: hedgesHash(hedges) } as const;
    const { psk } = honest;
    const commit = {
      change: { kind: 'update' },
      psk,
      hedges,
      keyPackage: null,
      nack: null,
      endsEra: false,
    } as const;
    await append({ ...commit, pskId: encodeCommitBinding(binding) }, circle);
    await say(alice, 'After.');
    await simulation.advance(MINUTE_MS);
  });

  test('his device says so and asks, and the table sees after whose step', async () => {
    const { alice, bob } = table;
    expect(bob.circle().trouble).toBe('out-of-step');
    expect(texts(bob)).toEqual(['Before.']);
    for (const reader of [alice, claire]) {
      expect(reader.circle().trouble).toBeNull();
      expect(texts(reader)).toEqual(['Before.', 'After.']);
      expect(memberNamed(reader, 'Bob')?.asking).toMatchObject({ reason: 'lost', after: 'Eve' });
    }
  });

  test('what he writes waits; one tap seats him again, and it arrives', async () => {
    const { alice, bob, simulation, circleId } = table;
    await say(bob, 'Am I heard?');
    expect(bob.circle().sync.waiting).toBe(1);
    ({
      nacks: [nack = nack],
    } = await stateOf(claire));
    await bob.quit();
    const askingId = memberNamed(claire, 'Bob')?.asking?.id ?? '';
    await claire.ask({ kind: 'seat-again', circleId, askingId });
    await alice.ask({ kind: 'seat-again', circleId, askingId }).catch(() => undefined);
    await comeBack(bob);
    await show(bob, discussionId);
    await simulation.advance(2 * MINUTE_MS);
    expect(bob.circle()).toMatchObject({ trouble: null, sync: { waiting: 0 } });
    for (const reader of [alice, claire]) {
      expect(reader.circle()).toMatchObject({ trouble: null, sync: { waiting: 0 } });
      expect(texts(reader)).toEqual(['Before.', 'After.', 'Am I heard?']);
      expect(memberNamed(reader, 'Bob')?.asking).toBeNull();
    }
    await say(alice, 'Loud and clear.');
    expect(texts(bob)).toEqual(['Before.', 'Am I heard?', 'Loud and clear.']);
  });

  test('his word, kept and said again an hour later, unseats him no more, nor does one in his name', async () => {
    const { alice, bob, simulation } = table;
    await simulation.advance(2 * HOUR_MS);
    for (const one of [alice, bob, claire]) await one.tick();
    const before = await stateOf(alice);
    const { signature: _said, memberId: _his, ...asked } = nack;
    const forged = signNack(before.circleId, memberKeyOf(eve.circle.identity), {
      ...asked,
      hour: before.head.hour,
    });
    const named = { ...forged, memberId: nack.memberId };
    for (const one of [nack, forged, named]) {
      const record = eve.record('nack', nackCodec.encode(one), { isBarrier: false });
      expect(await eve.append(record)).toBe('appended');
      // By Claire's keys, as if she were Eve: what counts is the word that the commit rests on.
      const circle = await stateOf(claire);
      const bobs = seatOf(circle, 'Bob');
      if (bobs === undefined) throw new Error('Bob has no seat');
      const staying = mlsGroup
        .seats(openGroup(circle, mlsGroup))
        .filter(({ leaf }) => leaf !== bobs.leaf);
      const reason = { kind: 'unseat', nackHash: nackHash(one) } as const;
      const context = { random: simulation.random, nowMs: simulation.timers.nowMs() };
      const hedged = hedge(circle, circle.governance, reason, staying, context);
      const change = { kind: 'remove', seats: [bobs] } as const;
      await append({ change, ...hedged, keyPackage: null, nack: one, endsEra: false }, circle);
    }
    await simulation.advance(MINUTE_MS);
    const after = await stateOf(alice);
    expect(after.epochs.at(-1)?.keys.epoch).toBe(before.epochs.at(-1)?.keys.epoch);
    for (const reader of [alice, claire]) expect(memberNamed(reader, 'Bob')?.asking).toBeNull();
    expect(bob.circle().trouble).toBeNull();
    await say(bob, 'Still here.');
    expect(texts(alice).at(-1)).toBe('Still here.');
  });
});
