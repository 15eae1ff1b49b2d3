import { equalBytes, toHex, type GroupFace } from '../../../crypto/index.ts';
import type { Command } from '../../../client/model/command.ts';
import { circleCommand, type CircleCommand } from '../../../client/vault/circleCommands.ts';
import { memberKeyOf, type CircleState } from '../../../client/vault/circleState.ts';
import { threadsWithPending } from '../../../client/vault/circleView.ts';
import { createCircle } from '../../../client/vault/foundCircle.ts';
import { hourOf } from '../../../client/vault/hours.ts';
import { isOverdue } from '../../../client/vault/pump.ts';
import { Refused } from '../../../client/vault/refused.ts';
import { chanceFrom, type Chance } from '../../soak/chance.ts';
import { CHARTER, RELAY } from '../person.ts';
import { pendingWork } from '../pendingWork.ts';
import { faultsOf, fadedFaults } from './agreement.ts';
import { CoreDevice, Died, type Sabotage, type World } from './coreDevice.ts';
import { knock, knocksAt, lookForSeat, postMail, type Candidate } from './door.ts';
import { rememberSodium } from './remembered.ts';
import { removedFaults } from './removedDevice.ts';
import { SlowRelay } from './slowRelay.ts';

/**
 * Weeks of a circle from one seed: people sit down, speak, fall silent, lose their network, crash, race each other and
 * are removed, over a relay that is slow where it hurts. Then everybody comes home, and what they hold is compared.
 */

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const START_MS = Date.UTC(2026, 8, 1, 8, 10);
/** Decisions live for 37 days: who has not read them by then may be parted from the others, and may. */
const MOST_BEHIND_MS = 35 * DAY_MS;

export type ScheduleOptions<Group> = {
  readonly groups: GroupFace<Group>;
  readonly people: number;
  readonly steps: number;
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
};

export type Seated<Group> = {
  readonly device: CoreDevice<Group>;
  readonly sinceMs: number;
  readonly firstEpoch: number;
};

export type SaidLetter = {
  readonly text: string;
  readonly author: string;
  readonly saidMs: number;
  readonly fadesAtMs: number;
  isWithdrawn: boolean;
};

class Schedule<Group> {
  readonly #options: ScheduleOptions<Group>;
  readonly #chance: Chance;
  readonly #world: World<Group>;
  readonly #letters: SaidLetter[] = [];
  readonly #faults: string[] = [];
  #seated: Seated<Group>[] = [];
  readonly #removed: Seated<Group>[] = [];
  #candidates: Candidate[] = [];
  #slow = new Set<CoreDevice<Group>>();
  readonly #awayUntil = new Map<CoreDevice<Group>, number>();
  readonly #caughtUpMs = new Map<CoreDevice<Group>, number>();
  #nowMs = START_MS;
  #names = 1;
  #said = 0;
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
  }

  /** Promises of WebCrypto are kept in later turns of the event loop. */
  async #settle(): Promise<void> {
    do {
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
    } while (pendingWork() > 0);
  }

  async run(): Promise<ScheduleReport> {
    const { steps, groups } = this.#options;
    const founding = { name: 'Months', ownName: 'P0', charter: this.#charter() };
    const place = { relay: RELAY, ordinal: 1, hourNow: hourOf(this.#nowMs) };
    const circle = await createCircle(groups, founding, place, this.#world.random);
    this.#seat('P0', circle);
    await this.#fillTable();
    for (let at = 0; at < steps; at += 1) {
      await this.#pass();
      await this.#step(at);
    }
    await this.#gather();
    const { entries, names } = this.#world;
    const told = { entries, names, nowMs: this.#nowMs };
    const faults = [
      ...this.#faults,
      ...faultsOf({ seated: this.#seated, letters: this.#letters, ...told }),
      ...(await removedFaults(this.#world, this.#removed, this.#seated)),
    ];
    const [first] = this.#seated;
    return {
      faults,
      days: Math.round((this.#nowMs - START_MS) / DAY_MS),
      letters: this.#letters.length,
      epochs: first?.device.circle.epochs.at(-1)?.keys.epoch ?? 0,
      seated: this.#seated.length,
      removed: this.#removed.length,
      crashes: this.#crashes,
    };
  }

  /** Most of them sit down before anything else happens, one after another. */
  async #fillTable(): Promise<void> {
    const [host] = this.#devices;
    if (host === undefined) throw new Error('nobody hosts');
    const circleId = toHex(host.circle.circleId);
    for (let at = 0; at < 3 * this.#options.people; at += 1) {
      if (this.#seated.length >= this.#options.people - 2) return;
      for (const device of this.#devices) await this.#bringHome(device);
      if (this.#candidates.length === 0) await this.#invite(host);
      for (const device of this.#devices) {
        device.knocks = await knocksAt(this.#world, device.circle);
        for (const { candidate } of device.knocks) {
          await this.#send(device, { kind: 'seat', circleId, candidateId: toHex(candidate.ref) });
          await this.#bringHome(device);
        }
      }
      await this.#look();
    }
  }

  async #invite(host: CoreDevice<Group>): Promise<void> {
    await this.#send(host, { kind: 'issue-invite', circleId: toHex(host.circle.circleId) });
    await this.#bringHome(host);
    await this.#knock(host.circle);
  }

  async #knock({ relay, governance }: CircleState): Promise<void> {
    if (governance.invites.length === 0) return;
    const invite = { relay, ...this.#chance.pick(governance.invites) };
    const candidate = await knock(this.#world, invite, `P${this.#names}`);
    if (candidate === null) return;
    this.#names += 1;
    this.#candidates.push(candidate);
  }

  #charter() {
    const sponsors = this.#chance.isLikely(0.8) ? 1 : 2;
    return { ...CHARTER, sponsors, longestFade: 24 * 120 };
  }

  #seat(name: string, circle: CircleState): void {
    const skewMs = this.#chance.below(2 * HOUR_MS) - HOUR_MS;
    const device = new CoreDevice(this.#world, name, circle, skewMs);
    const firstEpoch = circle.epochs[0]?.keys.epoch ?? 0;
    this.#seated.push({ device, sinceMs: this.#nowMs, firstEpoch });
    this.#caughtUpMs.set(device, this.#nowMs);
    device.connect();
  }

  get #devices(): readonly CoreDevice<Group>[] {
    return this.#seated.map(({ device }) => device);
  }

  get #present(): readonly CoreDevice<Group>[] {
    return this.#devices.filter((device) => !this.#awayUntil.has(device));
  }

  /** Mostly minutes or hours; now and then a week. */
  #pause(): number {
    const meanMs = (this.#options.days * DAY_MS) / this.#options.steps;
    const chance = this.#chance.real();
    const most = chance < 0.5 ? 0.25 * HOUR_MS : chance < 0.9 ? 2.3 * meanMs : 10 * meanMs;
    return Math.min(6 * DAY_MS, Math.floor(this.#chance.real() * most));
  }

  async #pass(): Promise<void> {
    const ms = this.#pause();
    for (const device of this.#devices) {
      const sinceMs = this.#caughtUpMs.get(device) ?? 0;
      if (this.#nowMs + ms - sinceMs > MOST_BEHIND_MS) await this.#bringHome(device);
    }
    this.#nowMs += ms;
    this.#world.relay.expire();
    for (const [device, untilMs] of this.#awayUntil) {
      if (untilMs <= this.#nowMs) await this.#comeBack(device);
    }
  }

  async #step(at: number): Promise<void> {
    const chance = this.#chance;
    const actor = chance.pick(this.#present.length > 0 ? this.#present : this.#devices);
    if (this.#awayUntil.has(actor)) await this.#comeBack(actor);
    if (actor.isDead) actor.restart();
    await actor.tick();
    if (chance.isLikely(0.85)) actor.connect();
    if (chance.isLikely(0.07)) {
      this.#crashes += 1;
      actor.willDie(1 + chance.below(4), chance.isLikely(0.5));
    }
    if (chance.isLikely(0.1))
      this.#slow = new Set(this.#devices.filter(() => chance.isLikely(0.4)));
    await this.#act(actor, at);
    for (let moves = chance.below(14); moves > 0; moves -= 1) await this.#move();
    await this.#attend(actor);
    const checked = chance.pick(this.#devices);
    if (checked.isDead || !chance.isLikely(0.2)) return;
    await checked.tick();
    if (!checked.isDead) this.#faults.push(...fadedFaults(checked, this.#world.entries));
  }

  /** One thing of what is on its way. */
  async #move(): Promise<void> {
    const { relay } = this.#world;
    if (this.#chance.isLikely(0.05) && relay.arriveStray()) return;
    const lines = this.#seated.flatMap(({ device }) =>
      device.line !== null && relay.isBusy(device.line) && !this.#slow.has(device)
        ? [device.line]
        : [],
    );
    if (lines.length === 0) return;
    const line = this.#chance.pick(lines);
    if (this.#chance.isLikely(0.04)) relay.lose(line);
    else await relay.step(line, this.#chance.isLikely(0.5) ? 1 + this.#chance.below(3) : 1000);
    await this.#settle();
    this.#note();
  }

  /** Who has read everything, and who was told to go. */
  #note(): void {
    const { relay } = this.#world;
    for (const one of this.#seated) {
      const { device } = one;
      if (device.circle.isRemoved) {
        this.#removed.push(one);
        this.#awayUntil.delete(device);
        device.disconnect();
      } else if (device.isCaughtUp && device.line !== null && !relay.isBusy(device.line)) {
        this.#caughtUpMs.set(device, this.#nowMs);
      }
    }
    this.#seated = this.#seated.filter(({ device }) => !device.circle.isRemoved);
  }

  async #send(actor: CoreDevice<Group>, command: Command): Promise<string | null> {
    const { random } = this.#world;
    const asked = circleCommand(actor.session, command as CircleCommand, random, actor.nowMs());
    const value = await asked.catch((error: unknown) => {
      if (error instanceof Refused || error instanceof Died) return null;
      throw error;
    });
    await this.#settle();
    return value;
  }

  async #act(actor: CoreDevice<Group>, at: number): Promise<void> {
    const chance = this.#chance.below(100);
    if (at === 0 || chance < 8) await this.#openDiscussion(actor);
    else if (chance < 46) await this.#contribute(actor);
    else if (chance < 54) await this.#amend(actor);
    else if (chance < 66) this.#leave(actor);
    else if (chance < 78) await this.#open(actor);
    else if (chance < 84) await this.#remove(actor);
    else if (chance < 90) actor.disconnect();
    else await this.#settleOverdue(actor);
  }

  async #openDiscussion(actor: CoreDevice<Group>): Promise<void> {
    const { circleId } = actor.session.state();
    const title = `Question ${(this.#said += 1)}`;
    const fadeHours = 24 * (5 + this.#chance.below(100));
    const asked = { circleId: toHex(circleId), title, text: '', fadeHours };
    await this.#send(actor, { kind: 'open-discussion', ...asked });
  }

  async #contribute(actor: CoreDevice<Group>): Promise<void> {
    const circleId = toHex(actor.circle.circleId);
    const threads = [...threadsWithPending(actor.session, actor.nowMs()).values()];
    if (threads.length === 0) return this.#openDiscussion(actor);
    const thread = this.#chance.pick(threads);
    const text = `Letter ${(this.#said += 1)} of ${actor.name}`;
    const days = this.#chance.isLikely(0.5) ? 0 : this.#chance.below(60);
    const fadeHours = days * 24 + 1 + this.#chance.below(72);
    const asked = { circleId, discussionId: thread.id, text, fadeHours, replyTo: null };
    const saidMs = this.#nowMs;
    const localId = await this.#send(actor, { kind: 'contribute', ...asked });
    if (localId === null) return;
    const fadesAtMs = Math.min(saidMs + fadeHours * HOUR_MS, thread.fadesAtMs ?? Infinity);
    this.#letters.push({ text, author: actor.name, saidMs, fadesAtMs, isWithdrawn: false });
  }

  /** Somebody edits, takes back or answers. */
  async #amend(actor: CoreDevice<Group>): Promise<void> {
    const circleId = toHex(actor.circle.circleId);
    const threads = [...threadsWithPending(actor.session, actor.nowMs()).values()];
    const letters = threads.flatMap((thread) => thread.letters).filter((one) => !one.isWithdrawn);
    if (letters.length === 0) return;
    const { id, contribution } = this.#chance.pick(letters);
    const said = this.#letters.find(({ text }) => text === contribution.text);
    if (said?.author !== actor.name) {
      await this.#send(actor, { kind: 'react', circleId, entryId: id, reaction: 'heard' });
    } else if (this.#chance.isLikely(0.5)) {
      const text = `${said.text}, edited ${(this.#said += 1)}`;
      await this.#send(actor, { kind: 'edit', circleId, entryId: id, text });
    } else {
      // Whether it was stored before a crash, the disk says: then nobody knows what is due.
      said.isWithdrawn = true;
      await this.#send(actor, { kind: 'withdraw', circleId, entryId: id });
    }
  }

  async #settleOverdue(actor: CoreDevice<Group>): Promise<void> {
    const circleId = toHex(actor.circle.circleId);
    const overdue = actor.circle.outbox.find((intent) => isOverdue(intent, actor.nowMs()));
    if (overdue === undefined) return this.#contribute(actor);
    const entryId = toHex(overdue.localId);
    await this.#send(actor, { kind: 'settle-overdue', circleId, entryId, send: false });
  }

  /** The lid is closed: nothing runs until the device comes back, with its memory or its disk alone. */
  #leave(device: CoreDevice<Group>): void {
    device.disconnect();
    const days = this.#chance.isLikely(0.15)
      ? 8 + this.#chance.below(27)
      : 1 + this.#chance.below(5);
    this.#awayUntil.set(device, this.#nowMs + days * DAY_MS);
  }

  async #comeBack(device: CoreDevice<Group>): Promise<void> {
    this.#awayUntil.delete(device);
    if (device.isDead || this.#chance.isLikely(0.5)) device.restart();
    await device.tick();
    device.connect();
  }

  /** A key for the door, or who stands before it. */
  async #open(actor: CoreDevice<Group>): Promise<void> {
    const circleId = toHex(actor.circle.circleId);
    if (this.#candidates.length > 0 && this.#chance.isLikely(0.6)) {
      actor.knocks = await knocksAt(this.#world, actor.circle);
      if (actor.knocks.length === 0) return;
      const { candidate } = this.#chance.pick(actor.knocks);
      await this.#send(actor, { kind: 'seat', circleId, candidateId: toHex(candidate.ref) });
      return;
    }
    const taken = this.#seated.length + this.#candidates.length;
    if (taken >= this.#options.people || actor.circle.governance.invites.length > 3) return;
    await this.#send(actor, { kind: 'issue-invite', circleId });
  }

  /** Who holds a key knocks; who has been answered sits down. */
  async #attend(actor: CoreDevice<Group>): Promise<void> {
    if (!actor.isDead && actor.isCaughtUp) await postMail(this.#world, actor).catch(ignoreDeath);
    const isRoom = this.#seated.length + this.#candidates.length < this.#options.people;
    if (isRoom && this.#chance.isLikely(0.7)) await this.#knock(actor.circle);
    if (this.#chance.isLikely(0.3)) await this.#look();
  }

  async #look(): Promise<void> {
    const waiting: Candidate[] = [];
    for (const candidate of this.#candidates) {
      const { circle, isClosed } = await lookForSeat(this.#world, candidate);
      if (circle === 'refused') this.#faults.push(`a Welcome does not seat ${candidate.name}`);
      else if (circle !== null) this.#seat(candidate.name, circle);
      else if (!isClosed || this.#isMember(candidate)) waiting.push(candidate);
    }
    this.#candidates = waiting;
  }

  #isMember({ name }: Candidate): boolean {
    return this.#devices.some(({ circle }) =>
      circle.governance.members.some((member) => member.name === name),
    );
  }

  async #remove(actor: CoreDevice<Group>): Promise<void> {
    const { circle } = actor;
    const own = memberKeyOf(circle.identity).publicKey;
    const voted = circle.governance.removalVotes.map(({ memberId }) => memberId);
    const others = circle.governance.members.filter(({ memberId }) => !equalBytes(memberId, own));
    if (others.length < 3) return;
    const memberId =
      this.#chance.isLikely(0.7) && voted[0] ? voted[0] : this.#chance.pick(others).memberId;
    const asked = { circleId: toHex(circle.circleId), memberId: toHex(memberId) };
    await this.#send(actor, { kind: 'remove-member', ...asked });
  }

  /** Connected until it has read and said everything, or the log will not have it. */
  async #bringHome(device: CoreDevice<Group>): Promise<void> {
    if (this.#awayUntil.has(device) || device.isDead) await this.#comeBack(device);
    device.spare();
    await device.tick();
    device.connect();
    const { relay } = this.#world;
    for (let moves = 0; moves < 500; moves += 1) {
      const { line } = device;
      if (line === null || !relay.isBusy(line)) break;
      await relay.step(line, 1000);
      await this.#settle();
    }
    await postMail(this.#world, device);
    this.#note();
  }

  async #gather(): Promise<void> {
    const { relay } = this.#world;
    while (relay.arriveStray());
    for (let round = 0; round < 30; round += 1) {
      this.#nowMs += HOUR_MS;
      relay.expire();
      for (const device of this.#devices) await this.#bringHome(device);
      await this.#look();
      const isQuiet = this.#devices.every(
        (device) =>
          device.line !== null &&
          !relay.isBusy(device.line) &&
          device.circle.outbox.every((intent) => isOverdue(intent, device.nowMs())),
      );
      const isWaiting = this.#candidates.some((candidate) => this.#isMember(candidate));
      if (round > 2 && isQuiet && !isWaiting) break;
    }
    for (const { device } of this.#removed) await device.tick();
    for (const candidate of this.#candidates) {
      if (this.#isMember(candidate))
        this.#faults.push(`${candidate.name} has a seat and no Welcome`);
    }
  }
}

function ignoreDeath(error: unknown): void {
  if (!(error instanceof Died)) throw error;
}

export function runSchedule<Group>(
  seed: number,
  options: ScheduleOptions<Group>,
): Promise<ScheduleReport> {
  rememberSodium();
  return new Schedule(seed, options).run();
}
