import type { Charter } from '../../client/model/snapshot.ts';
import { CHARTER, createPerson, host, RELAY, seat, type Person } from './person.ts';
import { createSimulatedRelay, type SimulatedRelay } from './simulatedRelay.ts';
import { createSimulation, type Simulation } from './simulation.ts';

/** A circle at whose table everybody sits, with one discussion open before all of them. */

export type Table = {
  readonly simulation: Simulation;
  readonly relay: SimulatedRelay;
  readonly people: readonly Person[];
  readonly circleId: string;
  readonly discussionId: string;
  /** Says it and gives back the id that it has in the log. @param fadeHours of its own, 1 at least */
  say(person: Person, text: string, fadeHours: number, replyTo?: string): Promise<string>;
  /** Time passes as it does in an open app, which looks at the clock now and then. @param unixMs until when */
  passUntil(unixMs: number, awake?: readonly Person[]): Promise<void>;
};

const TICK_MS = 15 * 60_000;
/** Twenty minutes past an hour. */
export const SAT_DOWN_MS = Date.UTC(2026, 10, 25, 9, 20);

/** The first of `names` hosts. */
export function sitDown(seed: number, ...names: readonly string[]): Promise<Table> {
  return sitDownUnder({}, seed, ...names);
}

export async function sitDownUnder(
  charter: Partial<Charter>,
  seed: number,
  ...names: readonly string[]
): Promise<Table> {
  const simulation = createSimulation(seed);
  simulation.setNow(SAT_DOWN_MS);
  const relay = createSimulatedRelay(simulation, { origin: RELAY });
  const people: Person[] = [];
  for (const name of names) people.push(await createPerson(name, simulation, relay));
  const [first, ...others] = people;
  if (first === undefined) throw new Error('somebody hosts');
  const circleId = await host(first, { ...CHARTER, ...charter });
  for (const other of others) await seat(first, other);
  const discussionId = await first.ask({
    kind: 'open-discussion',
    circleId,
    title: TITLE,
    text: '',
    fadeHours: 24 * 30,
  });
  if (discussionId === null) throw new Error('a discussion has an id');
  const shown = { circleId, discussionId };
  for (const person of people) await person.ask({ kind: 'show', shown });
  return {
    simulation,
    relay,
    people,
    circleId,
    discussionId,
    async say(person, text, fadeHours, replyTo) {
      await person.ask({ kind: 'contribute', ...shown, text, fadeHours, replyTo: replyTo ?? null });
      const said = person.discussion().contributions.find((one) => one.text === text);
      if (said === undefined) throw new Error('what was said is not there');
      return said.id;
    },
    async passUntil(unixMs, awake = people) {
      for (;;) {
        const leftMs = unixMs - simulation.timers.nowMs();
        if (leftMs <= 0) return;
        await simulation.advance(Math.min(TICK_MS, leftMs));
        for (const person of awake) await person.tick();
      }
    },
  };
}

export const TITLE = 'How do we hand over the firm?';
