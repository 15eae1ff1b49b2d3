import type { Charter } from '../../client/model/snapshot.ts';
import { CHARTER, createPerson, host, PASSPHRASE, RELAY, seat, type Person } from './person.ts';
import { createSimulatedRelay, type SimulatedRelay } from './simulatedRelay.ts';
import { createSimulation, type Simulation } from './simulation.ts';

/** People around one relay, and what they say to each other. */

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
const START_MS = Date.UTC(2026, 10, 25, 9, 20);

export type World = {
  readonly simulation: Simulation;
  readonly relay: SimulatedRelay;
  readonly join: (name: string) => Promise<Person>;
};

export function createWorld(seed: number): World {
  const simulation = createSimulation(seed);
  simulation.setNow(START_MS);
  const relay = createSimulatedRelay(simulation, { origin: RELAY });
  return { simulation, relay, join: (name) => createPerson(name, simulation, relay) };
}

export type Table = World & {
  readonly circleId: string;
  readonly alice: Person;
  readonly bob: Person;
};

/** Alice hosts, Bob sits at her table. */
export async function setTable(seed: number, charter: Partial<Charter> = {}): Promise<Table> {
  const world = createWorld(seed);
  const alice = await world.join('Alice');
  const bob = await world.join('Bob');
  const circleId = await host(alice, { ...CHARTER, ...charter });
  await seat(alice, bob);
  return { ...world, circleId, alice, bob };
}

/** One of them opens a discussion and everybody looks at it. @returns its id */
export async function discuss(
  [opener, ...others]: readonly [Person, ...(readonly Person[])],
  text: string,
  fadeHours: number | null = 24 * 30,
): Promise<string> {
  const circleId = opener.circle().id;
  const title = 'How do we hand over the firm?';
  const opened = { kind: 'open-discussion', circleId, title, text, fadeHours } as const;
  const discussionId = (await opener.ask(opened)) ?? '';
  for (const person of [opener, ...others]) await show(person, discussionId);
  return discussionId;
}

export async function show(person: Person, discussionId: string): Promise<void> {
  await person.ask({ kind: 'show', shown: { circleId: person.circle().id, discussionId } });
}

/** Into the discussion that the person looks at. @returns the name of what waits */
export async function say(
  person: Person,
  text: string,
  said: {
    readonly fadeHours?: number;
    readonly replyTo?: string;
    readonly quote?: { readonly entryId: string; readonly text: string };
  } = {},
): Promise<string> {
  const { circleId, id } = person.discussion();
  const { fadeHours = null, replyTo = null, ...quoted } = said;
  const asked = { circleId, discussionId: id, text, fadeHours, replyTo, ...quoted };
  return (await person.ask({ kind: 'contribute', ...asked })) ?? '';
}

export function texts(person: Person): readonly string[] {
  return person.discussion().contributions.map((one) => one.text);
}

/** The contribution that says this. */
export function letterSaying(person: Person, text: string) {
  const found = person.discussion().contributions.find((one) => one.text === text);
  if (found === undefined) throw new Error(`nobody says “${text}”`);
  return found;
}

/** Opens the app again and unlocks it. */
export async function comeBack(person: Person): Promise<void> {
  await person.reopen();
  await person.ask({ kind: 'unlock', passphrase: PASSPHRASE });
}

/** Somebody at the table, as this person sees them. */
export function memberNamed(reader: Person, name: string) {
  return reader.circle().members.find((member) => member.name === name);
}

/** Gives a device its seat again that asks for it. */
export async function letIn(person: Person, name: string): Promise<void> {
  const askingId = memberNamed(person, name)?.asking?.id;
  if (askingId === undefined) throw new Error(`${name} does not ask`);
  await person.ask({ kind: 'seat-again', circleId: person.circle().id, askingId });
}

/** Days pass, for those whose app is open, and for the relay. */
export async function passDays(
  days: number,
  { simulation, relay }: World,
  present: readonly Person[],
): Promise<void> {
  for (let day = 0; day < days; day += 2) {
    await simulation.advance(2 * DAY_MS);
    for (const person of present) await person.tick();
  }
  relay.expire();
}
