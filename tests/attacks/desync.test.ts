import { beforeAll, describe, expect, test } from 'vitest';
import {
  encodeCommitBinding,
  equalBytes,
  governanceHash,
  hedgesHash,
  mlsGroup,
  nackCodec,
  nackHash,
  sodiumReady,
  type Nack,
} from '../../crypto/index.ts';
import type { CircleState } from '../../client/vault/circleState.ts';
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
  memberNamed,
  MINUTE_MS,
  say,
  setTable,
  show,
  type Table,
  texts,
} from '../support/world.ts';

beforeAll(() => sodiumReady);

const seatOf = ({ governance, ...circle }: CircleState, name: string) => {
  const member = governance.members.find((one) => one.name === name);
  return mlsGroup
    .seats(openGroup({ governance, ...circle }, mlsGroup))
    .find(({ device }) => member && equalBytes(device.memberId, member.memberId));
};

/** As her own software would build and post it. */
async function append(table: Table, eve: HostileMember, circle: CircleState, commit: OwnCommit) {
  const { random, timers } = table.simulation;
  const nowMs = timers.nowMs();
  const sealed = await sealCommit(circle, [], commit, mlsGroup, hourOf(nowMs), { random, nowMs });
  if (sealed === null) throw new Error('the group refuses');
  expect(await eve.append(...sealed.sealed.records)).toBe('appended');
}

/** Eve renews her keys, and seals other bytes to Bob than to everybody else. */
async function partBob(table: Table, person: Person): Promise<HostileMember> {
  const { simulation } = table;
  const eve = await turnHostile(person, table);
  const { circle } = eve;
  const bobs = seatOf(circle, 'Bob')?.leaf;
  const seats = mlsGroup.seats(openGroup(circle, mlsGroup));
  const context = { random: simulation.random, nowMs: simulation.timers.nowMs() };
  const honest = hedge(circle, circle.governance, { kind: 'update' }, seats, context);
  const hedges = honest.hedges.map((one) =>
    one.leaf === bobs ? { ...one, sealed: simulation.random(one.sealed.length) } : one,
  );
  const binding = {
    kind: 'update',
    governance: governanceHash(circle.governance),
    hedgesHash: hedgesHash(hedges),
  } as const;
  await append(table, eve, circle, {
    change: { kind: 'update' },
    psk: honest.psk,
    pskId: encodeCommitBinding(binding),
    hedges,
    keyPackage: null,
    nack: null,
    endsEra: false,
  });
  return eve;
}

type Parted = Table & {
  readonly claire: Person;
  readonly eve: HostileMember;
  readonly discussionId: string;
};

async function tableWithoutBob(seed: number): Promise<Parted> {
  const table = await setTable(seed);
  const { alice, bob, simulation } = table;
  const claire = await table.join('Claire');
  const person = await table.join('Eve');
  for (const one of [claire, person]) await seat(alice, one);
  const discussionId = await discuss([alice, bob, claire], 'Before.');
  await simulation.advance(25 * HOUR_MS);
  for (const one of [alice, bob, claire, person]) await one.tick();
  const eve = await partBob(table, person);
  await say(alice, 'After.');
  await simulation.advance(MINUTE_MS);
  return { ...table, claire, eve, discussionId };
}

describe('Eve renews her keys and seals other bytes to Bob than to everybody else', () => {
  let table: Parted;
  let nack: Nack;

  async function stateOf(person: Person): Promise<CircleState> {
    await person.quit();
    const { circle } = await openDisk(person, table);
    await comeBack(person);
    await show(person, table.discussionId);
    await table.simulation.advance(MINUTE_MS);
    return circle;
  }

  beforeAll(async () => {
    table = await tableWithoutBob(302);
  });

  test('his device says so and asks, and the table sees after whose step', async () => {
    const { alice, bob, claire } = table;
    expect(bob.circle().trouble).toBe('out-of-step');
    expect(texts(bob)).toEqual(['Before.']);
    for (const reader of [alice, claire]) {
      expect(reader.circle().trouble).toBeNull();
      expect(texts(reader)).toEqual(['Before.', 'After.']);
      expect(memberNamed(reader, 'Bob')?.asking).toMatchObject({ reason: 'lost', after: 'Eve' });
    }
  });

  test('what he writes waits; one tap seats him again, and it arrives', async () => {
    const { alice, bob, claire, simulation, circleId } = table;
    await say(bob, 'Am I heard?');
    expect(bob.circle().sync.waiting).toBe(1);
    ({
      nacks: [nack = nack],
    } = await stateOf(claire));
    await bob.quit();
    const askingId = memberNamed(claire, 'Bob')?.asking?.id ?? '';
    await claire.ask({ kind: 'seat-again', circleId, askingId });
    await comeBack(bob);
    await show(bob, table.discussionId);
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

  test('his word, kept and said again, unseats him no more', async () => {
    const { alice, bob, claire, eve, simulation } = table;
    expect(await eve.append(eve.record('nack', nackCodec.encode(nack), { isBarrier: false }))).toBe(
      'appended',
    );
    // By Claire's keys, as if she were Eve: what counts is the word that the commit rests on.
    const circle = await stateOf(claire);
    const bobs = seatOf(circle, 'Bob');
    if (bobs === undefined) throw new Error('Bob has no seat');
    const seats = mlsGroup.seats(openGroup(circle, mlsGroup));
    const staying = seats.filter(({ leaf }) => leaf !== bobs.leaf);
    const reason = { kind: 'unseat', nackHash: nackHash(nack) } as const;
    const context = { random: simulation.random, nowMs: simulation.timers.nowMs() };
    const hedged = hedge(circle, circle.governance, reason, staying, context);
    const change = { kind: 'remove', seats: [bobs] } as const;
    const said = { keyPackage: null, nack, endsEra: false };
    await append(table, eve, circle, { change, ...hedged, ...said });
    await simulation.advance(MINUTE_MS);
    for (const reader of [alice, bob, claire]) expect(reader.circle().trouble).toBeNull();
    for (const reader of [alice, claire]) expect(memberNamed(reader, 'Bob')?.asking).toBeNull();
    await say(bob, 'Still here.');
    expect(texts(alice).at(-1)).toBe('Still here.');
  });
});

test('Bob, without a seat, hears that the circle has removed Eve: he takes none in the log that she still opens, and sends nothing there', async () => {
  const table = await tableWithoutBob(303);
  const { alice, bob, claire, eve, simulation, circleId } = table;
  await say(bob, 'For the table alone.');
  const memberId = memberNamed(alice, 'Eve')?.id ?? '';
  await alice.ask({ kind: 'remove-member', circleId, memberId });
  await simulation.advance(MINUTE_MS);
  for (const reader of [alice, claire]) {
    expect(reader.circle().members.map(({ name }) => name)).toEqual(['Alice', 'Bob', 'Claire']);
  }
  for (let round = 0; round < 2; round += 1) {
    expect(bob.circle()).toMatchObject({ trouble: 'left-behind', sync: { waiting: 1 } });
    await bob.quit();
    const { circle } = await openDisk(bob, table);
    expect(circle.lost).toMatchObject({ isLeftBehind: true, asked: null });
    await comeBack(bob);
    await simulation.advance(5 * MINUTE_MS);
  }
  // What Eve says there moves nobody any more.
  await eve.append(eve.record('heartbeat', new Uint8Array(1), { isBarrier: false }));
  expect(bob.circle().trouble).toBe('left-behind');
});
