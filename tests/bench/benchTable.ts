import '../support/automergeReady.ts';
import type { GroupFace } from '../../crypto/index.ts';
import { CHARTER, RELAY } from '../support/person.ts';
import { createSimulatedRelay, type SimulatedRelay } from '../support/simulatedRelay.ts';
import type { Simulation } from '../support/simulation.ts';
import { createMemoryLogStore } from '../../relay/memoryLogStore.ts';
import type { LogStore } from '../../relay/logStore.ts';
import {
  createBenchTime,
  makeVault,
  openDevice,
  type BenchDevice,
  type BenchVault,
} from './engineWorld.ts';

/** A circle with one discussion, at which everybody has sat down through the door. */

const START_MS = Date.UTC(2026, 10, 25, 9, 20);

export type BenchTable<Group> = {
  readonly time: Simulation;
  readonly relay: SimulatedRelay;
  readonly store: LogStore;
  readonly groups: GroupFace<Group>;
  readonly vaults: readonly BenchVault[];
  readonly devices: readonly BenchDevice[];
  readonly circleId: string;
  readonly discussionId: string;
};

export async function setBenchTable<Group>(
  groups: GroupFace<Group>,
  people: number,
  fadeHours: number | null,
): Promise<BenchTable<Group>> {
  const time = createBenchTime(START_MS);
  const store = createMemoryLogStore();
  const relay = createSimulatedRelay(time, { origin: RELAY, store });
  const vaults: BenchVault[] = [];
  const devices: BenchDevice[] = [];
  for (let at = 0; at < people; at += 1) {
    const vault = await makeVault(`P${at}`);
    vaults.push(vault);
    const device = await openDevice(vault, time, relay, groups);
    device.house.start();
    devices.push(device);
  }
  const [host, ...guests] = devices;
  if (host === undefined) throw new RangeError('nobody hosts');
  const circleId =
    (await host.send({
      kind: 'create-circle',
      name: 'Bench',
      ownName: 'P0',
      charter: { ...CHARTER, longestFade: null },
    })) ?? '';
  for (const [at, guest] of guests.entries()) {
    const inviteId = await host.send({ kind: 'issue-invite', circleId });
    let link = '';
    await host.until(({ circles }) => {
      link = circles[0]?.invites.find(({ id }) => id === inviteId)?.link ?? '';
      return circles[0]?.sync.waiting === 0;
    });
    await time.settle();
    const fragment = new URL(link).hash.slice(1);
    const door = (await guest.send({ kind: 'read-invite', fragment })) ?? '';
    await guest.until(({ joins }) => joins[0]?.step === 'charter');
    await guest.send({ kind: 'request-seat', inviteId: door, name: `P${at + 1}` });
    let candidateId = '';
    await host.until(({ circles }) => {
      candidateId = circles[0]?.candidates[0]?.id ?? '';
      return candidateId !== '';
    });
    await host.send({ kind: 'seat', circleId, candidateId });
    await guest.until(({ circles }) => circles.length === 1);
    await time.settle();
  }
  const discussionId =
    (await host.send({
      kind: 'open-discussion',
      circleId,
      title: 'How do we hand over the firm?',
      text: '',
      fadeHours,
    })) ?? '';
  for (const device of devices) {
    await device.until(({ circles }) => {
      const [circle] = circles;
      return circle?.sync.waiting === 0 && circle.discussions.length === 1;
    });
  }
  await time.settle();
  return { time, relay, store, groups, vaults, devices, circleId, discussionId };
}
