import { beforeAll, describe, expect, test } from 'vitest';
import { sodiumReady } from '../../crypto/index.ts';
import type { Charter } from '../../client/model/snapshot.ts';
import { CHARTER, host, issueInvite, knock, seat, type Person } from '../support/person.ts';
import {
  comeBack,
  createWorld,
  discuss,
  HOUR_MS,
  MINUTE_MS,
  say,
  show,
  texts,
  type World,
} from '../support/world.ts';

beforeAll(() => sodiumReady);

const DAY_MS = 24 * HOUR_MS;

const names = (person: Person) => person.circle().members.map((one) => one.name);

function knockOf(member: Person, candidate: Person) {
  const found = member.circle().candidates.find((one) => one.name === candidate.name);
  if (found === undefined) throw new Error(`${candidate.name} is not at the door`);
  return found;
}

const seatAt = (member: Person, candidate: Person) =>
  ({
    kind: 'seat',
    circleId: member.circle().id,
    candidateId: knockOf(member, candidate).id,
  }) as const;

describe('a third person sits down', () => {
  let world: World;
  let alice: Person;
  let bob: Person;
  let claire: Person;

  beforeAll(async () => {
    world = createWorld(2);
    alice = await world.join('Alice');
    bob = await world.join('Bob');
    claire = await world.join('Claire');
  });

  /** Each story has a circle of its own, at whose table Alice and Bob sit. */
  async function lay(charter: Partial<Charter> = {}): Promise<void> {
    await host(alice, { ...CHARTER, ...charter });
    await seat(alice, bob);
  }

  test('Bob seats Claire while Alice is away; Claire sees nothing from before, and who writes next says again what it is about', async () => {
    await lay();
    const { relay, simulation } = world;
    const discussionId = await discuss([alice, bob], 'Before Claire.');
    relay.cut('Alice');
    await seat(bob, claire);
    expect(names(claire)).toEqual(['Alice', 'Bob', 'Claire']);
    expect(claire.circle().discussions).toEqual([]);

    await say(bob, 'After Claire.');
    expect(claire.circle().discussions.map((one) => one.title)).toEqual([
      'How do we hand over the firm?',
    ]);
    await show(claire, discussionId);
    await say(claire, 'I have just sat down.');
    relay.restore('Alice');
    await simulation.advance(MINUTE_MS);
    const all = ['Before Claire.', 'After Claire.', 'I have just sat down.'];
    expect(texts(claire)).toEqual(all.slice(1));
    for (const person of [alice, bob]) {
      expect(texts(person)).toEqual(all);
      expect(person.discussion().contributions.map((one) => one.author?.name)).toEqual([
        'Alice',
        'Bob',
        'Claire',
      ]);
    }
    for (const person of [alice, bob, claire]) expect(person.circle().trouble).toBeNull();
  });

  test('Alice and Bob seat Claire at once: one commit wins, the other harms nobody', async () => {
    await lay();
    const { relay, simulation } = world;
    await knock(claire, await issueInvite(alice));
    const asked = [alice, bob].map((member) => [member, seatAt(member, claire)] as const);
    relay.cut('Alice');
    relay.cut('Bob');
    await Promise.all(asked.map(([member, command]) => member.ask(command)));
    relay.restore('Alice');
    relay.restore('Bob');
    await simulation.advance(MINUTE_MS);
    for (const person of [alice, bob, claire]) {
      expect(names(person)).toEqual(['Alice', 'Bob', 'Claire']);
      expect(person.circle().sync.waiting).toBe(0);
      expect(person.circle().trouble).toBeNull();
    }
    await discuss([alice, bob, claire], 'We are three.');
    for (const person of [bob, claire]) await say(person, `${person.name} reads this.`);
    const said = ['We are three.', 'Bob reads this.', 'Claire reads this.'];
    for (const person of [alice, bob, claire]) expect(texts(person)).toEqual(said);
  });

  test("Alice's connection breaks as she seats Claire, and both come back days after the invite's end: Claire sits down", async () => {
    await lay();
    const { relay, simulation } = world;
    await knock(claire, await issueInvite(alice));
    relay.tamper((frame, name) =>
      name === 'Alice' && (frame.type === 'appended' || frame.type === 'records') ? null : frame,
    );
    await alice.attempt(seatAt(alice, claire));
    expect(names(bob)).toEqual(['Alice', 'Bob', 'Claire']);
    for (const person of [alice, claire]) await person.quit();
    relay.tamper((frame) => frame);
    await simulation.advance(10 * DAY_MS);
    await comeBack(alice);
    await simulation.advance(MINUTE_MS);
    await alice.quit();
    await simulation.advance(5 * DAY_MS);
    relay.expire();
    await comeBack(claire);
    await simulation.advance(MINUTE_MS);
    await comeBack(alice);
    for (const person of [alice, bob, claire]) {
      expect(person.circle().id).toBe(alice.circle().id);
      expect(names(person)).toEqual(['Alice', 'Bob', 'Claire']);
      expect(person.circle().trouble).toBeNull();
    }
  });

  test('with two sponsors Alice vouches and Bob, who vouches after her, seats Claire', async () => {
    await lay({ sponsors: 2 });
    await knock(claire, await issueInvite(alice));
    await alice.ask(seatAt(alice, claire));
    expect(knockOf(bob, claire)).toMatchObject({ vouches: 1, needed: 2, hasVouched: false });
    expect(knockOf(alice, claire)).toMatchObject({ vouches: 1, hasVouched: true });
    await alice.ask(seatAt(alice, claire));
    expect(names(alice)).toEqual(['Alice', 'Bob']);
    await bob.ask(seatAt(bob, claire));
    for (const person of [alice, bob, claire]) {
      expect(names(person)).toEqual(['Alice', 'Bob', 'Claire']);
      expect(person.circle().trouble).toBeNull();
    }
  });

  test("where hosts open the door, Bob can neither invite nor take Alice's key back, and his vouching seats nobody", async () => {
    await lay({ opensDoor: 'hosts' });
    await knock(claire, await issueInvite(alice));
    const circleId = bob.circle().id;
    const [invite] = bob.circle().invites;
    const inviteId = invite?.id ?? '';
    const candidateId = knockOf(bob, claire).id;
    const refused = { ok: false, error: 'not-allowed' };
    expect(await bob.attempt({ kind: 'issue-invite', circleId })).toEqual(refused);
    expect(await bob.attempt({ kind: 'revoke-invite', circleId, inviteId })).toEqual(refused);
    expect(await bob.attempt({ kind: 'not-now', circleId, candidateId })).toEqual(refused);
    await bob.ask(seatAt(bob, claire));
    expect(claire.snapshot().joins.at(-1)?.step).toBe('waiting');
    expect(names(alice)).toEqual(['Alice', 'Bob']);
    expect(knockOf(alice, claire).vouches).toBe(1);
    await alice.ask(seatAt(alice, claire));
    for (const person of [alice, bob, claire]) expect(names(person)).toHaveLength(3);
  });
});
