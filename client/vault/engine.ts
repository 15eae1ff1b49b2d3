import { sodiumReady, type GroupFace } from '../../crypto/index.ts';
import type { Command, CommandError, Outcome } from '../model/command.ts';
import { STARTING, type Snapshot, type VaultStatus } from '../model/snapshot.ts';
import { SupersededFence } from '../storage/secretStore.ts';
import { StorageFull, VaultHeld } from '../storage/vaultStorage.ts';
import { createClock } from './clock.ts';
import { openHouse, type House } from './house.ts';
import { createLock, passphraseIsWeak } from './lock.ts';
import { VaultClosed, type OpenVault } from './openVault.ts';
import type { EnginePorts } from './ports.ts';
import { Refused } from './refused.ts';

/**
 * The vault's engine: commands in, snapshots out. It owns keys, documents, storage and sync, and knows neither
 * browser nor clock but by its ports.
 */

export type Engine = {
  getSnapshot(): Snapshot;
  /** @returns how to stop */
  subscribe(onChange: () => void): () => void;
  send(command: Command): Promise<Outcome>;
  /** Each minute and whenever the page is seen or left: hours may have turned. */
  tick(): Promise<void>;
  /** Finishes what is running and lets go of the vault. */
  stop(): Promise<void>;
};

/** Browsers run at once what is to wait longer than 24 days. */
const LONGEST_WAIT_MS = 24 * 3600 * 1000;

const DOORS: ReadonlySet<Command['kind']> = new Set([
  'create-vault',
  'unlock',
  'lock',
  'use-here',
  'erase-device',
]);

export async function createEngine<Group>(
  ports: EnginePorts,
  groups: GroupFace<Group>,
): Promise<Engine> {
  await sodiumReady;
  const { timers, storage } = ports;
  const clock = createClock(() => timers.nowMs());
  const lock = createLock(ports, clock);
  const listeners = new Set<() => void>();
  let snapshot: Snapshot = STARTING;
  let status: VaultStatus =
    ports.unsupported === null
      ? await statusOf(() => storage.find())
      : { kind: 'unsupported', reason: ports.unsupported };
  let house: House | null = null;
  let storageView: Snapshot['storage'] = { persisted: null, usedBytes: null };
  let cancelPublish: (() => void) | null = null;
  let cancelFade = (): void => undefined;

  function publish(): void {
    cancelPublish?.();
    cancelPublish = null;
    const nowMs = clock.nowMs();
    snapshot = {
      vault: status,
      nowMs,
      ...(house?.views(nowMs) ?? { circles: [], discussion: null, joins: [] }),
      storage: storageView,
      clockJumpedToMs: clock.asksAboutJump() ? timers.nowMs() : null,
    };
    cancelFade();
    const next = nextFade(snapshot);
    cancelFade =
      next === null
        ? () => undefined
        : timers.after(Math.min(next - nowMs, LONGEST_WAIT_MS), publish);
    for (const listener of listeners) listener();
  }

  /** Many changes in one turn are one snapshot. */
  function onChange(): void {
    cancelPublish ??= timers.after(0, publish);
  }

  async function enter(vault: OpenVault): Promise<void> {
    try {
      house = await openHouse({ ...ports, groups, clock, vault, onChange });
    } catch (error) {
      await vault.close();
      throw error;
    }
    status = { kind: 'open' };
    // What is looked at is shown while the rest is read.
    onChange();
    try {
      await renew();
    } finally {
      house.start();
    }
    void tellStorage();
  }

  async function renew(): Promise<void> {
    try {
      await house?.renew();
    } catch (error) {
      // On a full disk keys die with the next hour that finds room; nothing else is lost.
      if (!(error instanceof StorageFull)) throw error;
    }
  }

  async function tellStorage(): Promise<void> {
    const persisted = await ports.persistStorage();
    const usedBytes = await ports.usedBytes();
    storageView = { persisted, usedBytes };
    onChange();
  }

  async function leave(next: VaultStatus): Promise<void> {
    const leaving = house;
    house = null;
    status = next;
    await leaving?.stop();
    publish();
  }

  /** To another tab, or with all of it where the browser has thrown its storage away. */
  async function loseVault(): Promise<void> {
    const found = await statusOf(() => storage.find());
    await leave(found.kind === 'empty' ? found : { kind: 'elsewhere' });
  }

  let turn: Promise<unknown> = Promise.resolve();

  /** What opens and closes the vault runs one after another: two unlocks must not meet. */
  function inTurn<Value>(run: () => Promise<Value>): Promise<Value> {
    const next = turn.then(run);
    turn = next.catch(() => undefined);
    return next;
  }

  const perform = (command: Command): Promise<string | null> =>
    DOORS.has(command.kind) ? inTurn(() => performNow(command)) : performNow(command);

  async function performNow(command: Command): Promise<string | null> {
    switch (command.kind) {
      case 'create-vault':
        if (status.kind !== 'empty') throw new Refused('not-allowed');
        if (passphraseIsWeak(command.passphrase)) throw new Refused('weak-passphrase');
        await enter(await lock.create(command.passphrase));
        return null;
      case 'unlock':
        if (status.kind !== 'locked') throw new Refused('not-allowed');
        await unlock(command.passphrase);
        return null;
      case 'lock':
        if (house !== null) {
          await renew();
          await leave({ kind: 'locked' });
        }
        return null;
      case 'use-here':
        // Another tab has let go, or its owner is gone: the lock screen says the rest.
        if (status.kind === 'elsewhere') status = await statusOf(() => storage.find());
        return null;
      case 'erase-device':
        await leave({ kind: 'starting' });
        try {
          await storage.erase();
        } finally {
          status = await statusOf(() => storage.find());
        }
        return null;
      case 'accept-clock':
        clock.acceptJump();
        await renew();
        return null;
      default:
        if (house === null) throw new Refused('locked');
        return house.perform(command);
    }
  }

  async function unlock(passphrase: string): Promise<void> {
    const opened = await lock.open(passphrase);
    if (opened.ok) return enter(opened.value);
    if (opened.error === 'WrongPassphrase') throw new Refused('wrong-passphrase');
    status = { kind: opened.error === 'Held' ? 'elsewhere' : 'damaged' };
  }

  publish();

  return {
    getSnapshot: () => snapshot,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async send(command) {
      try {
        const value = await perform(command);
        publish();
        return { ok: true, value };
      } catch (error) {
        if (error instanceof SupersededFence) await loseVault();
        publish();
        return { ok: false, error: errorOf(error) };
      }
    },
    async tick() {
      try {
        await renew();
        house?.refresh();
      } catch (error) {
        if (error instanceof SupersededFence) await loseVault();
      }
      publish();
    },
    async stop() {
      cancelFade();
      await leave({ kind: 'elsewhere' });
      cancelPublish?.();
    },
  };
}

async function statusOf(find: () => Promise<'empty' | 'present'>): Promise<VaultStatus> {
  try {
    const state = await find();
    return { kind: state === 'present' ? 'locked' : state };
  } catch {
    // Storage that cannot even be asked: a private window that refuses it.
    return { kind: 'unsupported', reason: 'no-storage' };
  }
}

function errorOf(error: unknown): CommandError {
  if (error instanceof Refused) return error.error;
  if (error instanceof StorageFull) return 'storage-full';
  if (error instanceof VaultClosed || error instanceof VaultHeld) return 'locked';
  return 'failed';
}

/** When the next thing that is shown fades; null where nothing does. */
function nextFade({ circles, discussion, nowMs }: Snapshot): number | null {
  const times = [
    ...circles.flatMap((circle) => circle.discussions.map((one) => one.fadesAtMs)),
    ...(discussion?.contributions.map((one) => one.fadesAtMs) ?? []),
  ].filter((time) => time !== null && time > nowMs);
  return times.reduce<number | null>(
    (least, time) => (time !== null && (least === null || time < least) ? time : least),
    null,
  );
}
