import {
  createMemoryDisk,
  createMemoryVaultStorage,
  type MemoryDisk,
} from '../../client/storage/memoryVaultStorage.ts';
import { createEngine, type Engine } from '../../client/vault/engine.ts';
import type { Command, Outcome } from '../../client/model/command.ts';
import type { Charter, CircleView, DiscussionView, Snapshot } from '../../client/model/snapshot.ts';
import { mlsGroup } from '../../crypto/index.ts';
import type { Socket, Timers, Transport } from '../../client/sync/logConnection.ts';
import type { SimulatedRelay } from './simulatedRelay.ts';
import type { Simulation } from './simulation.ts';

/** Somebody with one device: the real engine over a disk in memory, on the simulated network. */

export const RELAY = 'https://relay.example';
export const PASSPHRASE = 'a table for twelve people';

export const CHARTER: Charter = {
  text: 'What is said here stays here.',
  confidentiality: 'chatham-house',
  defaultFade: 24 * 7,
  longestFade: 24 * 90,
  attributionFade: null,
  sponsors: 1,
  allowsUnnamed: false,
  opensDoor: 'members',
  language: 'en',
};

export type Person = {
  readonly name: string;
  readonly disk: MemoryDisk;
  snapshot(): Snapshot;
  /** Sends; what comes of it takes the time that the simulation is given. */
  begin(command: Command): Promise<Outcome>;
  /** Sends, and lets the network come to rest. */
  attempt(command: Command): Promise<Outcome>;
  /** The same. Throws where the vault refuses. */
  ask(command: Command): Promise<string | null>;
  /** The newest of those in which the person sits. */
  circle(): CircleView;
  discussion(): DiscussionView;
  /** Closes the app, which finishes what it is writing. */
  quit(): Promise<void>;
  /** The process is gone between two instructions: nothing of it is written or sent any more. */
  crash(): void;
  /** The same device's app in another tab. */
  openTab(): Promise<Engine>;
  /** Opens it again, locked. */
  reopen(): Promise<void>;
  tick(): Promise<void>;
};

/** One run of the app, until its process is gone. */
type Run = { isAlive: boolean; readonly sockets: Set<Socket> };

function timersOf(run: Run, { timers }: Simulation): Timers {
  return {
    nowMs: () => timers.nowMs(),
    after: (delayMs, act) => timers.after(delayMs, () => run.isAlive && act()),
  };
}

function transportOf(run: Run, transport: Transport): Transport {
  return (address, events) => {
    const socket = transport(address, {
      onOpen: () => run.isAlive && events.onOpen(),
      onFrame: (frame) => run.isAlive && events.onFrame(frame),
      onClose: () => run.isAlive && events.onClose(),
    });
    run.sockets.add(socket);
    return { ...socket, send: (frame) => run.isAlive && socket.send(frame) };
  };
}

export async function createPerson(
  name: string,
  simulation: Simulation,
  relay: SimulatedRelay,
): Promise<Person> {
  const disk = createMemoryDisk();
  const begin = (): Run => ({ isAlive: true, sockets: new Set() });
  let run = begin();
  const open = (own: Run): Promise<Engine> =>
    createEngine(
      {
        clientOrigin: RELAY,
        random: (length) => simulation.random(length),
        timers: timersOf(own, simulation),
        transport: transportOf(own, relay.transportFor(name)),
        storage: createMemoryVaultStorage(disk),
        persistStorage: async () => true,
        usedBytes: async () => null,
        unsupported: null,
      },
      mlsGroup,
    );
  let engine = await open(run);
  async function attempt(command: Command): Promise<Outcome> {
    const asked = engine.send(command);
    await simulation.advance(200);
    const outcome = await asked;
    await simulation.advance(200);
    return outcome;
  }
  return {
    name,
    disk,
    snapshot: () => engine.getSnapshot(),
    begin: (command) => engine.send(command),
    attempt,
    async ask(command) {
      const outcome = await attempt(command);
      if (!outcome.ok) throw new Error(outcome.error);
      return outcome.value;
    },
    circle() {
      const circle = engine.getSnapshot().circles.at(-1);
      if (circle === undefined) throw new Error(`${name} sits in no circle`);
      return circle;
    },
    discussion() {
      const { discussion } = engine.getSnapshot();
      if (discussion === null) throw new Error(`${name} has no discussion open`);
      return discussion;
    },
    async quit() {
      await engine.stop();
    },
    crash() {
      run.isAlive = false;
      for (const socket of run.sockets) socket.close();
      disk.restart();
    },
    openTab: () => open(begin()),
    async reopen() {
      run = begin();
      engine = await open(run);
    },
    async tick() {
      await engine.tick();
      await simulation.advance(200);
    },
  };
}

/** With a vault, if there is none yet. */
async function prepare(person: Person): Promise<void> {
  if (person.snapshot().vault.kind !== 'empty') return;
  await person.ask({ kind: 'create-vault', passphrase: PASSPHRASE });
}

/** Hosts a circle and gives back its id. */
export async function host(person: Person, charter: Charter = CHARTER): Promise<string> {
  await prepare(person);
  const id = await person.ask({
    kind: 'create-circle',
    name: 'The Tuesday table',
    ownName: person.name,
    charter,
  });
  if (id === null) throw new Error('a circle has an id');
  return id;
}

/** Goes through the door: link, charter, name; waits to be seated. @returns the join's id */
export async function knock(person: Person, link: string): Promise<string> {
  await prepare(person);
  const fragment = new URL(link).hash.slice(1);
  const inviteId = await person.ask({ kind: 'read-invite', fragment });
  if (inviteId === null) throw new Error('an invite has an id');
  await person.ask({ kind: 'request-seat', inviteId, name: person.name });
  return inviteId;
}

/** An invite key of this member's circle, ready to hand over. */
export async function issueInvite(person: Person): Promise<string> {
  const circleId = person.circle().id;
  const inviteId = await person.ask({ kind: 'issue-invite', circleId });
  const invite = person.circle().invites.find((one) => one.id === inviteId);
  if (invite === undefined) throw new Error('the invite does not stand yet');
  return invite.link;
}

/** One member invites and seats the other. */
export async function seat(inviter: Person, candidate: Person): Promise<void> {
  await knock(candidate, await issueInvite(inviter));
  const knocking = inviter.circle().candidates.find((one) => one.name === candidate.name);
  if (knocking === undefined) throw new Error('nobody has knocked');
  const circleId = inviter.circle().id;
  await inviter.ask({ kind: 'seat', circleId, candidateId: knocking.id });
}
