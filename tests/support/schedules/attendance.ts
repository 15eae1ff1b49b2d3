import { bucketStart } from '../../../crypto/index.ts';
import { isOverdue } from '../../../client/vault/pump.ts';
import type { Chance } from '../../soak/chance.ts';
import type { CoreDevice } from './coreDevice.ts';
import { postMail } from './door.ts';
import { askForSeat } from './lostDevice.ts';
import type { Table } from './table.ts';
import { Died, settle, type World } from './world.ts';

/** Who is away, who has read how far, and how they come home. */

const DAY_MS = 24 * 3_600_000;
/** Decisions live for 37 days: who has not read them by then may be parted from the others. */
const MOST_BEHIND_MS = 36 * DAY_MS;
/** Less for who waits for a Welcome: their log begins with the commit that seats them. */
const WELCOME_MS = 10 * DAY_MS;
/** How often somebody leaves for months. */
const VERY_LONG = 0.02;
/** Nobody needs more to come home: those who do wait for ever. */
const MOST_MOVES = 500;

export class Attendance<Group> {
  readonly awayUntil = new Map<CoreDevice<Group>, number>();
  longestAwayDays = 0;
  readonly #world: World<Group>;
  readonly #chance: Chance;
  readonly #table: Table<Group>;
  readonly #caughtUpMs = new Map<CoreDevice<Group>, number>();
  /** Who is away for so long that their device loses its seat. */
  readonly #isVeryLong = new Set<CoreDevice<Group>>();
  /** Since when members wait for their Welcome, by name. */
  readonly #awaitedMs = new Map<string, number>();

  constructor(world: World<Group>, chance: Chance, table: Table<Group>) {
    this.#world = world;
    this.#chance = chance;
    this.#table = table;
  }

  /** Before it is `nextMs`, who would have read nothing for too long comes home; so do all, if somebody waits for their Welcome. */
  async hasten(nextMs: number): Promise<void> {
    const beforeMs = nextMs - MOST_BEHIND_MS;
    const { devices, awaited } = this.#table;
    for (const name of awaited) {
      const sinceMs = this.#awaitedMs.get(name) ?? this.#world.nowMs();
      this.#awaitedMs.set(name, sinceMs);
      if (sinceMs < beforeMs + WELCOME_MS)
        for (const device of devices) await this.bringHome(device);
    }
    if (awaited.length > 0) await this.#table.look();
    for (const device of this.#table.devices) {
      const takenMs = bucketStart(device.circle.head.hour) * 1000;
      const isFree = this.#isVeryLong.has(device);
      if (!isFree && (this.#caughtUpMs.get(device) ?? takenMs) < beforeMs)
        await this.bringHome(device);
    }
  }

  /** Who has read everything, and who was told to go. */
  async note(): Promise<void> {
    for (const device of this.#table.rise()) {
      this.awayUntil.delete(device);
      // Somebody whom it has seated may still be waiting.
      device.restart();
      await this.postMail(device);
    }
    for (const device of this.#table.devices) {
      const { line, isCaughtUp } = device;
      const hasRead = isCaughtUp && line !== null && !this.#world.relay.isBusy(line);
      if (hasRead) this.#caughtUpMs.set(device, this.#world.nowMs());
    }
  }

  async postMail(device: CoreDevice<Group>): Promise<void> {
    await postMail(this.#world, device).catch((error: unknown) => {
      if (!(error instanceof Died)) throw error;
    });
  }

  /** The lid is closed: nothing runs until the device comes back, with its memory or its disk alone. */
  leave(device: CoreDevice<Group>): void {
    device.disconnect();
    const isLong = this.#chance.isLikely(0.15);
    const isVeryLong = this.#chance.isLikely(VERY_LONG);
    if (isVeryLong) this.#isVeryLong.add(device);
    const usual = isLong ? 8 + this.#chance.below(28) : 1 + this.#chance.below(5);
    const days = isVeryLong ? 40 + this.#chance.below(30) : usual;
    this.awayUntil.set(device, this.#world.nowMs() + days * DAY_MS);
  }

  async comeBack(device: CoreDevice<Group>): Promise<void> {
    this.awayUntil.delete(device);
    this.#isVeryLong.delete(device);
    const awayMs = this.#world.nowMs() - (this.#caughtUpMs.get(device) ?? this.#world.nowMs());
    this.longestAwayDays = Math.max(this.longestAwayDays, Math.floor(awayMs / DAY_MS));
    if (device.isDead || this.#chance.isLikely(0.5)) device.restart();
    await device.tick();
    device.connect();
  }

  /** Connected until it has read and said everything. */
  async bringHome(device: CoreDevice<Group>): Promise<void> {
    if (this.awayUntil.has(device) || device.isDead) await this.comeBack(device);
    device.spare();
    await device.tick();
    device.connect();
    const { relay } = this.#world;
    for (let moves = 0; moves < MOST_MOVES; moves += 1) {
      const { line } = device;
      if (line === null || !relay.isBusy(line)) break;
      await relay.step(line, 1000);
      await settle();
    }
    await this.postMail(device);
    if (await askForSeat(this.#world, device)) this.#table.sitsAgain(device);
    await this.note();
  }

  isQuiet(device: CoreDevice<Group>): boolean {
    const { line, circle } = device;
    const isIdle = line !== null && !this.#world.relay.isBusy(line);
    return (
      isIdle &&
      circle.lost === null &&
      circle.outbox.every((intent) => isOverdue(intent, device.nowMs()))
    );
  }
}
