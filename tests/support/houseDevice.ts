import {
  createMemoryDisk,
  createMemoryVaultStorage,
  type MemoryDisk,
} from '../../client/storage/memoryVaultStorage.ts';
import type { Command } from '../../client/model/command.ts';
import type { CircleView, DiscussionView } from '../../client/model/snapshot.ts';
import type { Socket } from '../../client/sync/logConnection.ts';
import { createClock, type Clock } from '../../client/vault/clock.ts';
import { openHouse, type House } from '../../client/vault/house.ts';
import { openVault } from '../../client/vault/openVault.ts';
import { Refused } from '../../client/vault/refused.ts';
import type { GroupFace } from '../../crypto/index.ts';
import { RELAY } from './person.ts';
import type { SimulatedRelay } from './simulatedRelay.ts';
import type { Simulation } from './simulation.ts';

/** A device whose vault is open already, without a passphrase to stretch: for long schedules, over either group. */

export type HouseDevice = {
  readonly name: string;
  /** @returns what came of it; null where the vault refused */
  send(command: Command): Promise<string | null>;
  circle(): CircleView | null;
  discussion(discussionId: string): DiscussionView | null;
  tick(): Promise<void>;
  /** The process is gone between two instructions: nothing runs until it is woken. */
  crash(): void;
  /** Begins anew with what the disk holds. */
  wake(): Promise<void>;
};

type Run = { isAlive: boolean; readonly sockets: Set<Socket>; house: House; clock: Clock };

export async function createHouseDevice<Group>(
  name: string,
  simulation: Simulation,
  relay: SimulatedRelay,
  groups: GroupFace<Group>,
): Promise<HouseDevice> {
  const disk: MemoryDisk = createMemoryDisk();
  const vaultKey = simulation.random(32);
  const { random } = simulation;
  const header = { stretch: random(16), deviceKey: random(32), wrappedVaultKey: random(104) };
  await (await createMemoryVaultStorage(disk).create(header)).close();

  async function begin(): Promise<Run> {
    const run = { isAlive: true, sockets: new Set<Socket>() };
    const timers = {
      nowMs: () => simulation.timers.nowMs(),
      after: (delayMs: number, act: () => void) =>
        simulation.timers.after(delayMs, () => run.isAlive && act()),
    };
    const clock = createClock(() => timers.nowMs());
    const storage = createMemoryVaultStorage(disk);
    const vault = await openVault({ storage: await storage.open(), vaultKey, clock, random });
    if (!vault.ok) throw new Error(vault.error);
    const house = await openHouse({
      groups,
      clock,
      vault: vault.value,
      onChange: () => undefined,
      clientOrigin: RELAY,
      random,
      timers,
      transport(address, events) {
        const socket = relay.transportFor(name)(address, {
          onOpen: () => run.isAlive && events.onOpen(),
          onFrame: (frame) => run.isAlive && events.onFrame(frame),
          onClose: () => run.isAlive && events.onClose(),
        });
        run.sockets.add(socket);
        return { ...socket, send: (frame) => run.isAlive && socket.send(frame) };
      },
      storage,
      persistStorage: async () => true,
      usedBytes: async () => null,
      unsupported: null,
    });
    await house.renew();
    house.start();
    return Object.assign(run, { house, clock });
  }

  let run = await begin();
  return {
    name,
    async send(command) {
      const asked = run.house.perform(command).then(
        (value) => ({ value, error: null }),
        (error: unknown) => ({ value: null, error }),
      );
      await simulation.advance(200);
      const { value, error } = await asked;
      await simulation.advance(200);
      if (error !== null && !(error instanceof Refused)) throw error;
      return value;
    },
    circle: () => run.house.views(run.clock.nowMs()).circles.at(-1) ?? null,
    discussion(discussionId) {
      const circleId = run.house.views(run.clock.nowMs()).circles.at(-1)?.id ?? '';
      void run.house.perform({ kind: 'show', shown: { circleId, discussionId } });
      return run.house.views(run.clock.nowMs()).discussion;
    },
    async tick() {
      await run.house.renew();
      run.house.refresh();
    },
    crash() {
      run.isAlive = false;
      for (const socket of run.sockets) socket.close();
      disk.restart();
    },
    async wake() {
      run = await begin();
      await simulation.advance(1000);
    },
  };
}
