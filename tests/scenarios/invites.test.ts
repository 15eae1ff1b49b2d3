import { beforeAll, describe, expect, test } from 'vitest';
import { sodiumReady } from '../../crypto/index.ts';
import { CHARTER, host, issueInvite, knock, PASSPHRASE, type Person } from '../support/person.ts';
import { comeBack, createWorld, HOUR_MS, MINUTE_MS, type World } from '../support/world.ts';

beforeAll(() => sodiumReady);

const fragmentOf = (link: string) => new URL(link).hash.slice(1);
const step = (person: Person, inviteId: string) =>
  person.snapshot().joins.find((one) => one.inviteId === inviteId)?.step;

describe('an invite key', () => {
  let world: World;
  let alice: Person;
  let claire: Person;
  let dora: Person;
  let circleId: string;

  beforeAll(async () => {
    world = createWorld(21);
    alice = await world.join('Alice');
    claire = await world.join('Claire');
    dora = await world.join('Dora');
    circleId = await host(alice, CHARTER);
    for (const person of [claire, dora]) {
      await person.ask({ kind: 'create-vault', passphrase: PASSPHRASE });
    }
  });

  async function read(person: Person, link: string): Promise<string> {
    return (await person.ask({ kind: 'read-invite', fragment: fragmentOf(link) })) ?? '';
  }

  test('fetches nothing before it is read, and shows the charter then', async () => {
    const link = await issueInvite(alice);
    await world.simulation.advance(HOUR_MS);
    expect(world.relay.conversations('Claire')).toBe(0);
    const twice = [link, link].map((one) => read(claire, one));
    await Promise.all(twice);
    expect(world.relay.conversations('Claire')).toBe(1);
    expect(claire.snapshot().joins).toMatchObject([
      { step: 'charter', circleName: 'The Tuesday table', charter: CHARTER, words: null },
    ]);
  });

  test('taken back says "closed" to the candidate, before and after they knock, and to no finer word', async () => {
    const link = await issueInvite(alice);
    const inviteId = await knock(claire, link);
    await alice.ask({ kind: 'revoke-invite', circleId, inviteId });
    expect(step(claire, inviteId)).toBe('closed');
    expect(alice.circle().invites.some((one) => one.id === inviteId)).toBe(false);
    expect(alice.circle().candidates).toEqual([]);
    await read(dora, link);
    expect(step(dora, inviteId)).toBe('closed');
  });

  test('answered "not now" says the same', async () => {
    const inviteId = await knock(claire, await issueInvite(alice));
    const candidateId = alice.circle().candidates[0]?.id ?? '';
    await alice.ask({ kind: 'not-now', circleId, candidateId });
    expect(step(claire, inviteId)).toBe('closed');
    expect(alice.circle().candidates).toEqual([]);
  });

  test('has ended after seven days, for who holds it and for who issued it', async () => {
    const link = await issueInvite(alice);
    const inviteId = await read(claire, link);
    for (let day = 0; day < 7 * 4; day += 1) {
      await world.simulation.advance(6 * HOUR_MS);
      for (const person of [alice, claire]) await person.tick();
    }
    expect(alice.circle().invites).toEqual([]);
    expect(step(claire, inviteId)).toBe('expired');
    const asked = { kind: 'request-seat', inviteId, name: 'Claire' } as const;
    expect(await claire.attempt(asked)).toEqual({ ok: false, error: 'gone' });
  });

  test('that is mangled, or of the own circle, is refused with its reason', async () => {
    const fragment = fragmentOf(await issueInvite(alice));
    const { joins } = claire.snapshot();
    for (const mangled of ['', fragment.slice(1), `${fragment}.`, fragment.replace('.', '..')]) {
      expect(await claire.attempt({ kind: 'read-invite', fragment: mangled })).toEqual({
        ok: false,
        error: 'invite-mangled',
      });
    }
    expect(await alice.attempt({ kind: 'read-invite', fragment })).toEqual({
      ok: false,
      error: 'invite-own-circle',
    });
    expect(claire.snapshot().joins).toEqual(joins);
  });

  test('is asked for once, under a name that others can read, however often the connection breaks', async () => {
    const inviteId = await read(claire, await issueInvite(alice));
    const refused = await claire.attempt({ kind: 'request-seat', inviteId, name: ' '.repeat(3) });
    expect(refused).toEqual({ ok: false, error: 'unfit-name' });
    await claire.ask({ kind: 'request-seat', inviteId, name: 'Claire' });
    const before = world.relay.everyByte().length;
    for (let time = 0; time < 3; time += 1) {
      world.relay.cut('Claire');
      await world.simulation.advance(MINUTE_MS);
      world.relay.restore('Claire');
      await world.simulation.advance(MINUTE_MS);
    }
    expect(world.relay.everyByte()).toHaveLength(before);
    expect(alice.circle().candidates).toHaveLength(1);
    await alice.ask({ kind: 'revoke-invite', circleId, inviteId });
  });

  test('serves one of two who hold it, and who comes later finds it closed', async () => {
    const link = await issueInvite(alice);
    const inviteId = await knock(claire, link);
    await knock(dora, link);
    const candidates = alice.circle().candidates;
    expect(candidates.map((one) => one.name)).toEqual(['Claire', 'Dora']);
    await alice.ask({ kind: 'seat', circleId, candidateId: candidates[0]?.id ?? '' });
    expect([step(claire, inviteId), step(dora, inviteId)]).toEqual(['seated', 'closed']);
    expect(alice.circle().candidates).toEqual([]);
    expect(alice.circle().members.map((one) => one.name)).toEqual(['Alice', 'Claire']);
    await dora.ask({ kind: 'leave-door', inviteId });
    await read(dora, link);
    expect(step(dora, inviteId)).toBe('closed');
  });

  test('used long ago, read again by whoever sits there because of it, leads to the circle', async () => {
    const link = await issueInvite(alice);
    const inviteId = await knock(dora, link);
    const candidateId = alice.circle().candidates.find((one) => one.name === 'Dora')?.id ?? '';
    await alice.ask({ kind: 'seat', circleId, candidateId });
    await dora.quit();
    await comeBack(dora);
    await read(dora, link);
    const join = dora.snapshot().joins.find((one) => one.inviteId === inviteId);
    expect(join).toMatchObject({ step: 'closed', circleId });
    expect(dora.snapshot().circles.map((one) => one.id)).toEqual([circleId]);
  });
});
