import { randomBytes } from 'node:crypto';
import {
  createMemoryDisk,
  createMemoryVaultStorage,
} from '../../client/storage/memoryVaultStorage.ts';
import type { Command } from '../../client/model/command.ts';
import type { CircleView, ContributionView, Snapshot } from '../../client/model/snapshot.ts';
import { webSocketTransport } from '../../client/sync/webSocketTransport.ts';
import { createEngine } from '../../client/vault/engine.ts';
import { mlsGroup } from '../../crypto/index.ts';
import { CHARTER, PASSPHRASE } from './person.ts';

/** A real engine over a real relay, with the true clock: what somebody's device does, without a browser. */

export type LiveDevice = {
  readonly name: string;
  snapshot(): Snapshot;
  ask(command: Command): Promise<string>;
  /** Resolves with the first answer that is not null, of this snapshot or one that follows. */
  until<Found>(find: (snapshot: Snapshot) => Found | null): Promise<Found>;
  stop(): Promise<void>;
};

/** @param haste how many times as soon as a browser's own its timers run: what waits for a retry waits less */
export async function openLiveDevice(
  name: string,
  relay: string,
  haste: number,
): Promise<LiveDevice> {
  const engine = await createEngine(
    {
      clientOrigin: relay,
      random: (length) => new Uint8Array(randomBytes(length)),
      timers: {
        nowMs: () => Date.now(),
        after(delayMs, run) {
          const timer = setTimeout(run, delayMs / haste);
          return () => clearTimeout(timer);
        },
      },
      transport: webSocketTransport,
      storage: createMemoryVaultStorage(createMemoryDisk()),
      persistStorage: async () => true,
      usedBytes: async () => null,
      unsupported: null,
    },
    mlsGroup,
  );
  return {
    name,
    snapshot: () => engine.getSnapshot(),
    async ask(command) {
      const outcome = await engine.send(command);
      if (!outcome.ok) throw new Error(outcome.error);
      return outcome.value ?? '';
    },
    until: (find) =>
      new Promise((resolve) => {
        let isFound = false;
        const look = () => {
          const found = isFound ? null : find(engine.getSnapshot());
          if (found === null) return;
          isFound = true;
          stopLooking();
          resolve(found);
        };
        const stopLooking = engine.subscribe(look);
        look();
      }),
    stop: () => engine.stop(),
  };
}

const circleOf = ({ circles }: Snapshot): CircleView | null => circles[0] ?? null;

export const lettersOf = ({ discussion }: Snapshot): readonly ContributionView[] =>
  discussion?.contributions ?? [];

/** One hosts, the other is seated, and both look at a discussion that the host opens. */
export async function setLiveTable(host: LiveDevice, guest: LiveDevice): Promise<void> {
  for (const device of [host, guest]) {
    await device.ask({ kind: 'create-vault', passphrase: PASSPHRASE });
  }
  const circleId = await host.ask({
    kind: 'create-circle',
    name: 'The Tuesday table',
    ownName: host.name,
    charter: CHARTER,
  });
  await host.ask({ kind: 'issue-invite', circleId });
  const link = await host.until((seen) => circleOf(seen)?.invites[0]?.link ?? null);
  const inviteId = await guest.ask({
    kind: 'read-invite',
    fragment: new URL(link).hash.slice(1),
  });
  await guest.until(({ joins }) => joins.find(({ step }) => step === 'charter') ?? null);
  await guest.ask({ kind: 'request-seat', inviteId, name: guest.name });
  const candidateId = await host.until((seen) => circleOf(seen)?.candidates[0]?.id ?? null);
  await host.ask({ kind: 'seat', circleId, candidateId });
  await guest.until(circleOf);
  const discussionId = await host.ask({
    kind: 'open-discussion',
    circleId,
    title: 'How do we hand over the firm?',
    text: '',
    fadeHours: CHARTER.defaultFade,
  });
  for (const device of [host, guest]) {
    await device.until((seen) => circleOf(seen)?.discussions[0] ?? null);
    await device.ask({ kind: 'show', shown: { circleId, discussionId } });
  }
}

/** Into the discussion that it shows. Resolves once the device keeps it, sent or not. */
export async function write(device: LiveDevice, text: string): Promise<void> {
  const { discussion } = device.snapshot();
  if (discussion === null) throw new Error('no discussion is shown');
  const { circleId, id: discussionId } = discussion;
  const said = { circleId, discussionId, text, fadeHours: null, replyTo: null };
  await device.ask({ kind: 'contribute', ...said });
}
