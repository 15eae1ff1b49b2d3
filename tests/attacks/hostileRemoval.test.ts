import { beforeAll, describe, expect, test } from 'vitest';
import {
  applyAction,
  deriveEraKeys,
  encodeAction,
  encodeCommitBinding,
  equalBytes,
  governanceHash,
  hedgesHash,
  mlsGroup,
  sealGovernanceBody,
  sealHedge,
  signAction,
  sodiumReady,
  type SealedHedges,
} from '../../crypto/index.ts';
import { currentEpoch, memberKeyOf, type CircleState } from '../../client/vault/circleState.ts';
import { hedge } from '../../client/vault/hedge.ts';
import { hourOf } from '../../client/vault/hours.ts';
import { sealCommit } from '../../client/vault/sealCommit.ts';
import { turnHostile, type HostileMember } from '../support/hostileMember.ts';
import { seat, type Person } from '../support/person.ts';
import { discuss, MINUTE_MS, setTable, show, texts, type Table } from '../support/world.ts';

beforeAll(() => sodiumReady);

const HEDGE = new Uint8Array(32).fill(9);

describe('Eve, whose vote against Dora decides', () => {
  let table: Table;
  let claire: Person;
  let eve: HostileMember;
  let circle: CircleState;

  const readers = () => [table.alice, table.bob, claire] as const;
  const names = () =>
    readers().map((one) =>
      one
        .circle()
        .members.map(({ name }) => name)
        .join(),
    );
  const idOf = (name: string) =>
    circle.governance.members.find((member) => member.name === name)?.memberId ?? HEDGE;

  beforeAll(async () => {
    table = await setTable(190);
    claire = await table.join('Claire');
    const dora = await table.join('Dora');
    const person = await table.join('Eve');
    for (const one of [claire, dora, person]) await seat(table.alice, one);
    const memberId = claire.circle().members.find(({ name }) => name === 'Dora')?.id ?? '';
    for (const voter of [table.bob, claire]) {
      await voter.ask({ kind: 'remove-member', circleId: table.circleId, memberId });
    }
    eve = await turnHostile(person, table);
    circle = eve.circle;
  });

  /** @param hedges made of those that would be sound */
  async function commit(
    name: string,
    change: (hedges: SealedHedges) => SealedHedges,
    endsEra = true,
  ): Promise<void> {
    const state = mlsGroup.decode(circle.group.slice());
    if (!state.ok) throw new Error('no group');
    const gone = idOf(name);
    const seats = mlsGroup.seats(state.value);
    const { ownLeaf, keys } = currentEpoch(circle);
    const sound = seats
      .filter(({ leaf, device }) => leaf !== ownLeaf && !equalBytes(device.memberId, gone))
      .map(({ leaf, device }) => {
        const known = circle.governance.devices.find((one) =>
          equalBytes(one.staticKey, device.staticKey),
        );
        const place = { circleId: circle.circleId, epoch: keys.epoch, leaf };
        const seed = table.simulation.random(64);
        return { leaf, sealed: sealHedge(known?.hedgeKey ?? HEDGE, place, HEDGE, seed) };
      });
    const hedges = change(sound);
    const governance = governanceHash(circle.governance);
    const pskId = encodeCommitBinding({
      kind: 'removal',
      memberId: gone,
      governance,
      hedgesHash: hedgesHash(sound),
    });
    const nowMs = table.simulation.timers.nowMs();
    const sealed = await sealCommit(
      circle,
      [],
      {
        change: {
          kind: 'remove',
          seats: seats.filter(({ device }) => equalBytes(device.memberId, gone)),
        },
        pskId,
        psk: HEDGE,
        hedges,
        keyPackage: null,
        nack: null,
        endsEra,
      },
      mlsGroup,
      hourOf(nowMs),
      { random: table.simulation.random, nowMs },
    );
    if (sealed === null) throw new Error('the group refuses');
    circle = { ...circle, group: sealed.circle.group };
    expect(await eve.append(...sealed.sealed.records)).toBe('appended');
  }

  const everybody = 'Alice,Bob,Claire,Dora,Eve';

  test('takes nobody away before it is decided', async () => {
    await commit('Dora', (hedges) => hedges);
    expect(names()).toEqual([everybody, everybody, everybody]);
  });

  test('nor anybody else once it is', async () => {
    const member = memberKeyOf(circle.identity);
    const lastHour = hourOf(table.simulation.timers.nowMs()) + 24;
    const vote = signAction(circle.circleId, member, {
      kind: 'remove',
      memberId: idOf('Dora'),
      lastHour,
    });
    const { keys } = currentEpoch(circle);
    const log = deriveEraKeys(circle.eraSecret).log.publicKey;
    const nonce = table.simulation.random(24);
    const body = sealGovernanceBody(keys.rec, log, keys.epoch, encodeAction(vote), nonce);
    expect(await eve.append(eve.record('governance', body))).toBe('appended');
    const voted = applyAction(circle.governance, vote, lastHour - 24);
    if (!voted.ok) throw new Error(voted.error);
    circle = { ...circle, governance: voted.value };
    await commit('Alice', (hedges) => hedges);
    expect(names()).toEqual([everybody, everybody, everybody]);
  });

  test('leaves no device out of the hedge, and seals none to two', async () => {
    await commit('Dora', (hedges) => hedges.slice(1));
    await commit('Dora', () => []);
    await commit('Dora', (hedges) => [...hedges, ...hedges.slice(0, 1)]);
    await commit('Dora', (hedges) => hedges.map((one) => ({ ...one, leaf: one.leaf + 1 })));
    expect(names()).toEqual([everybody, everybody, everybody]);
    for (const reader of readers()) expect(reader.circle().trouble).toBeNull();
  });

  test('does not keep the era that she was to leave, by not saying that it ends', async () => {
    await commit('Dora', (hedges) => hedges, false);
    expect(names()).toEqual([everybody, everybody, everybody]);
    for (const reader of readers()) expect(reader.circle().trouble).toBeNull();
  });

  test('nor ends one by renewing her keys', async () => {
    const { random, timers } = table.simulation;
    const nowMs = timers.nowMs();
    const group = mlsGroup.decode(circle.group.slice());
    if (!group.ok) throw new Error('no group');
    const staying = mlsGroup.seats(group.value);
    const context = { random, nowMs };
    const { psk, pskId, hedges } = hedge(
      circle,
      circle.governance,
      { kind: 'update' },
      staying,
      context,
    );
    const change = { kind: 'update' } as const;
    const sealed = await sealCommit(
      circle,
      [],
      { change, psk, pskId, hedges, keyPackage: null, nack: null, endsEra: true },
      mlsGroup,
      hourOf(nowMs),
      context,
    );
    if (sealed === null) throw new Error('the group refuses');
    circle = { ...circle, group: sealed.circle.group };
    expect(await eve.append(...sealed.sealed.records)).toBe('appended');
    expect(names()).toEqual([everybody, everybody, everybody]);
    for (const reader of readers()) expect(reader.circle().trouble).toBeNull();
  });

  test('and Claire carries out what was decided, in her stead', async () => {
    const memberId = claire.circle().members.find(({ name }) => name === 'Dora')?.id ?? '';
    await claire.ask({ kind: 'remove-member', circleId: table.circleId, memberId });
    const staying = 'Alice,Bob,Claire,Eve';
    expect(names()).toEqual([staying, staying, staying]);
    const discussionId = await discuss(readers(), 'Without her.');
    await table.simulation.advance(MINUTE_MS);
    for (const reader of readers()) {
      await show(reader, discussionId);
      expect(texts(reader)).toEqual(['Without her.']);
    }
  });
});
