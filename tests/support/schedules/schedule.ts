import type { GroupFace } from '../../../crypto/index.ts';
import { createCircle } from '../../../client/vault/foundCircle.ts';
import { hourOf } from '../../../client/vault/hours.ts';
import { chanceFrom, type Chance } from '../../soak/chance.ts';
import { CHARTER, RELAY } from '../person.ts';
import { fadedFaults, faultsOf } from './agreement.ts';
import { Attendance } from './attendance.ts';
import { Conversation } from './conversation.ts';
import type { CoreDevice } from './coreDevice.ts';
import { letIn } from './lostDevice.ts';
import { rememberSodium } from './remembered.ts';
import { removedFaults } from './removedDevice.ts';
import { SlowRelay } from './slowRelay.ts';
import { Table } from './table.ts';
import { settle, type Sabotage, type World } from './world.ts';

/**
 * Weeks of a circle from one seed: people sit down, speak, fall silent, lose their network, crash, race each other,
 * renew their keys and are removed, over a relay that is slow where it hurts. Then everybody comes home, and what they
 * hold is compared.
 */

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const START_MS = Date.UTC(2026, 8, 1, 8, 10);
const MOST_ROUNDS = 30;

export type ScheduleOptions<Group> = {
  readonly groups: GroupFace<Group>;
  readonly people: number;
  readonly steps: number;
  /** About so many pass. */
  readonly days: number;
  readonly sabotage?: Sabotage;
};

/** `faults` empty: everybody agrees, nothing alive is lost, nothing faded is left, and who was removed reads nothing. */
export type ScheduleReport = {
  readonly faults: readonly string[];
  readonly days: number;
  readonly letters: number;
  readonly epochs: number;
  readonly seated: number;
  readonly removed: number;
  readonly crashes: number;
  readonly longestAwayDays: number;
  /** Devices that lost their seats and took them again, and those that the circle has left behind. */
  readonly returns: number;
  readonly leftBehind: number;
};

class Schedule<Group> {
  readonly #options: ScheduleOptions<Group>;
  readonly #chance: Chance;
  readonly #world: World<Group>;
  readonly #table: Table<Group>;
  readonly #conversation: Conversation<Group>;
  readonly #attendance: Attendance<Group>;
  readonly #faults: string[] = [];
  /** To and from whom nothing moves for a while. */
  #slow: readonly CoreDevice<Group>[] = [];
  #nowMs = START_MS;
  #crashes = 0;

  constructor(seed: number, options: ScheduleOptions<Group>) {
    this.#options = options;
    this.#chance = chanceFrom(seed);
    const bytes = chanceFrom(seed ^ 0x5eed_5eed);
    this.#world = {
      groups: options.groups,
      relay: new SlowRelay(this.#chance, () => this.#nowMs),
      random: (length) => bytes.bytes(length),
      nowMs: () => this.#nowMs,
      entries: new Map(),
      eraSecrets: new Map(),
      names: new Map(),
      sabotage: options.sabotage ?? {},
    };
    this.#table = new Table(this.#world, this.#chance, options.people);
    this.#attendance = new Attendance(this.#world, this.#chance, this.#table);
    this.#conversation = new Conversation(this.#world, this.#chance);
  }

  async run(): Promise<ScheduleReport> {
    const { steps } = this.#options;
    await this.#found();
    for (let at = 0; at < steps; at += 1) {
      await this.#pass();
      await this.#step();
    }
    await this.#gather();
    const { removed, seated } = this.#table;
    const { letters } = this.#conversation;
    const { entries, names } = this.#world;
    const lived = { seated, letters, entries, names, nowMs: this.#nowMs };
    return {
      faults: [
        ...this.#faults,
        ...this.#table.turnedAway.map((name) => `a Welcome does not seat ${name}`),
        ...this.#table.awaited.map((name) => `${name} has a seat and no Welcome`),
        ...faultsOf(lived),
        ...(await removedFaults(this.#world, removed, seated)),
      ],
      days: Math.round((this.#nowMs - START_MS) / DAY_MS),
      letters: letters.length,
      epochs: seated[0]?.device.circle.epochs.at(-1)?.keys.epoch ?? 0,
      seated: seated.length,
      removed: removed.length,
      crashes: this.#crashes,
      longestAwayDays: this.#attendance.longestAwayDays,
      returns: this.#table.returns,
      leftBehind: this.#table.leftBehind,
    };
  }

  /** Most of them sit down before anything else happens, one after another. */
  async #found(): Promise<void> {
    const { groups, random } = this.#world;
    const sponsors = this.#chance.isLikely(0.8) ? 1 : 2;
    const charter = { ...CHARTER, sponsors, longestFade: 24 * 120 };
    const founding = { name: 'Months', ownName: 'P0', charter };
    const place = { relay: RELAY, ordinal: 1, hourNow: hourOf(this.#nowMs) };
    this.#table.seat('P0', await createCircle(groups, founding, place, random));
    const [host] = this.#table.devices;
    if (host === undefined) throw new Error('nobody hosts');
    for (let at = 0; at < MOST_ROUNDS; at += 1) {
      if (this.#table.seated.length >= this.#options.people - 2) break;
      await this.#table.invite(host);
      await this.#attendance.bringHome(host);
      await this.#table.knock(host.circle);
      for (const device of this.#table.devices) {
        await this.#attendance.bringHome(device);
        await this.#table.seatOne(device);
        await this.#attendance.bringHome(device);
      }
      await this.#table.look();
    }
    await this.#conversation.open(host);
  }

  /** Mostly minutes or hours; now and then a week. */
  async #pass(): Promise<void> {
    const { days, steps } = this.#options;
    const meanMs = (days * DAY_MS) / steps;
    const chance = this.#chance.real();
    const mostMs = chance < 0.5 ? 0.25 * HOUR_MS : (chance < 0.9 ? 2.3 : 10) * meanMs;
    const ms = Math.min(6 * DAY_MS, Math.floor(this.#chance.real() * mostMs));
    await this.#attendance.hasten(this.#nowMs + ms);
    this.#nowMs += ms;
    this.#world.relay.expire();
    for (const [device, untilMs] of this.#attendance.awayUntil) {
      if (untilMs <= this.#nowMs) await this.#attendance.comeBack(device);
    }
  }

  async #step(): Promise<void> {
    const chance = this.#chance;
    const present = this.#table.devices.filter((device) => !this.#attendance.awayUntil.has(device));
    const actor = chance.pick(present.length > 0 ? present : this.#table.devices);
    if (this.#attendance.awayUntil.has(actor)) await this.#attendance.comeBack(actor);
    if (actor.isDead) actor.restart();
    await actor.tick();
    if (chance.isLikely(0.85)) actor.connect();
    if (chance.isLikely(0.07)) {
      this.#crashes += 1;
      actor.willDie(1 + chance.below(4), chance.isLikely(0.5));
    }
    if (chance.isLikely(0.1)) {
      this.#slow = this.#table.devices.filter(() => chance.isLikely(0.4));
    }
    await this.#act(actor);
    for (let moves = chance.below(14); moves > 0; moves -= 1) await this.#move();
    if (!actor.isDead && actor.isCaughtUp) await this.#attendance.postMail(actor);
    if (chance.isLikely(0.7)) await this.#table.knock(actor.circle);
    if (chance.isLikely(0.3)) await this.#table.look();
    const seen = chance.pick(this.#table.devices);
    if (seen.isDead || !chance.isLikely(0.2)) return;
    await seen.tick();
    if (!seen.isDead) this.#faults.push(...fadedFaults(seen, this.#world.entries));
  }

  async #act(actor: CoreDevice<Group>): Promise<void> {
    const chance = this.#chance.below(100);
    if (chance < 8) await this.#conversation.open(actor);
    else if (chance < 46) await this.#conversation.contribute(actor);
    else if (chance < 54) await this.#conversation.amend(actor);
    else if (chance < 60) await this.#conversation.settleOverdue(actor);
    else if (chance < 66) await this.#conversation.remove(actor);
    else if (chance < 69) await letIn(this.#world, actor);
    else if (chance < 80) await this.#table.open(actor);
    else if (chance < 88) actor.disconnect();
    else this.#attendance.leave(actor);
  }

  /** One thing of what is on its way. */
  async #move(): Promise<void> {
    const { relay } = this.#world;
    if (this.#chance.isLikely(0.05) && relay.arriveStray()) return;
    const lines = this.#table.devices.flatMap((device) =>
      device.line !== null && relay.isBusy(device.line) && !this.#slow.includes(device)
        ? [device.line]
        : [],
    );
    if (lines.length === 0) return;
    const line = this.#chance.pick(lines);
    if (this.#chance.isLikely(0.04)) relay.lose(line);
    else await relay.step(line, this.#chance.isLikely(0.5) ? 1 + this.#chance.below(3) : 1000);
    await settle();
    await this.#attendance.note();
  }

  /** Hour by hour all come home, until nobody has anything more to say. */
  async #gather(): Promise<void> {
    const { relay } = this.#world;
    while (relay.arriveStray());
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      this.#nowMs += HOUR_MS;
      relay.expire();
      for (const device of this.#table.devices) {
        await this.#attendance.bringHome(device);
        await letIn(this.#world, device);
        await this.#attendance.bringHome(device);
      }
      await this.#table.look();
      const { awaited, devices } = this.#table;
      const isQuiet = devices.every((device) => this.#attendance.isQuiet(device));
      if (round > 2 && isQuiet && awaited.length === 0) break;
    }
    for (const { device } of this.#table.removed) await device.tick();
  }
}

export function runSchedule<Group>(
  seed: number,
  options: ScheduleOptions<Group>,
): Promise<ScheduleReport> {
  rememberSodium();
  return new Schedule(seed, options).run();
}
