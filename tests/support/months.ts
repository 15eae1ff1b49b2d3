import type { GroupFace } from '../../crypto/index.ts';
import { createHouseDevice, type HouseDevice } from './houseDevice.ts';
import { faultsOf, shownLetter, type SaidLetter, type Seated } from './monthsFaults.ts';
import { CHARTER, RELAY } from './person.ts';
import { createSimulatedRelay, type SimulatedRelay } from './simulatedRelay.ts';
import { createSimulation, type Simulation } from './simulation.ts';

/**
 * Months in the life of a circle, from one seed: people sit down, speak, fall silent, lose their network for weeks,
 * crash, race each other, renew their keys and are removed, over a relay that may be slow.
 */

const HOUR_MS = 3_600_000;
const DAY_HOURS = 24;
const START_MS = Date.UTC(2026, 8, 1, 8, 10);

export type MonthsOptions<Group> = {
  readonly groups: GroupFace<Group>;
  readonly people: number;
  readonly days: number;
  /** Things that happen each day, on average. */
  readonly perDay: number;
};

/** `faults` empty: everybody agrees, nothing alive is lost, nothing faded is left. */
export type MonthsReport = {
  readonly faults: readonly string[];
  readonly letters: number;
  readonly removals: number;
  readonly seated: number;
};

class Months<Group> {
  readonly #options: MonthsOptions<Group>;
  readonly #simulation: Simulation;
  readonly #relay: SimulatedRelay;
  readonly #waiting: HouseDevice[] = [];
  #seated: Seated[] = [];
  readonly #discussions: { readonly id: string; readonly fadesAtMs: number }[] = [];
  readonly #letters: SaidLetter[] = [];
  /** Until when, by name. */
  readonly #away = new Map<HouseDevice, number>();
  #said = 0;
  #removals = 0;

  constructor(seed: number, options: MonthsOptions<Group>) {
    this.#options = options;
    this.#simulation = createSimulation(seed);
    this.#simulation.setNow(START_MS);
    this.#relay = createSimulatedRelay(this.#simulation, { origin: RELAY });
  }

  get #nowMs(): number {
    return this.#simulation.timers.nowMs();
  }

  #below(limit: number): number {
    const [a = 0, b = 0] = this.#simulation.random(2);
    return (a * 256 + b) % limit;
  }

  #isLikely(share: number): boolean {
    return this.#below(1000) < share * 1000;
  }

  #pick<Item>(items: readonly Item[]): Item | undefined {
    return items[this.#below(Math.max(1, items.length))];
  }

  #present(): readonly HouseDevice[] {
    return this.#seated.map(({ device }) => device).filter((device) => !this.#away.has(device));
  }

  async run(): Promise<MonthsReport> {
    const { people, days, groups, perDay } = this.#options;
    for (let at = 0; at < people; at += 1) {
      this.#waiting.push(await createHouseDevice(`P${at}`, this.#simulation, this.#relay, groups));
    }
    const founder = this.#waiting.shift();
    if (founder === undefined) throw new RangeError('nobody hosts');
    await founder.send({
      kind: 'create-circle',
      name: 'Months',
      ownName: founder.name,
      charter: { ...CHARTER, longestFade: DAY_HOURS * 120 },
    });
    this.#seated.push({ device: founder, sinceMs: this.#nowMs });
    for (let at = 0; at < Math.min(3, people - 1); at += 1) await this.#seat(founder);
    await this.#open(founder);
    for (let day = 0; day < days; day += 1) {
      for (let part = 0; part < 2; part += 1) {
        await this.#pass(12 * HOUR_MS);
        for (let at = 0; at < perDay / 2; at += 1) await this.#happen();
      }
    }
    await this.#gather();
    return {
      faults: faultsOf({
        seated: this.#seated,
        letters: this.#letters,
        discussionIds: this.#discussions.map(({ id }) => id),
        startMs: START_MS,
        nowMs: this.#nowMs,
      }),
      letters: this.#letters.length,
      removals: this.#removals,
      seated: this.#seated.length,
    };
  }

  async #pass(ms: number): Promise<void> {
    await this.#simulation.advance(ms);
    this.#relay.expire();
    for (const [device, untilMs] of this.#away) {
      if (untilMs <= this.#nowMs) await this.#comeBack(device);
    }
    for (const device of this.#present()) await device.tick();
  }

  async #happen(): Promise<void> {
    const chance = this.#below(100);
    const absent = this.#pick([...this.#away.keys()]);
    if (absent !== undefined && chance < 12) {
      await this.#writeOffline(absent);
      return;
    }
    const actor = this.#pick(this.#present());
    if (actor === undefined) return;
    if (chance < 45) await this.#contribute(actor);
    else if (chance < 52) await this.#withdraw(actor);
    else if (chance < 60) await this.#open(actor);
    else if (chance < 70) this.#leave(actor);
    else if (chance < 76) await this.#delay(actor);
    else if (chance < 84) await this.#crash(actor);
    else if (chance < 90) await this.#race();
    else if (chance < 96) await this.#seat(this.#pick(this.#present()));
    else await this.#remove();
  }

  async #open(actor: HouseDevice): Promise<void> {
    const circleId = actor.circle()?.id ?? '';
    const fadeHours = DAY_HOURS * (20 + this.#below(100));
    const id = await actor.send({
      kind: 'open-discussion',
      circleId,
      title: `Question ${(this.#said += 1)}`,
      text: '',
      fadeHours,
    });
    if (id !== null) this.#discussions.push({ id, fadesAtMs: this.#nowMs + fadeHours * HOUR_MS });
  }

  async #contribute(actor: HouseDevice): Promise<void> {
    const circle = actor.circle();
    const open = this.#discussions.filter(
      ({ id, fadesAtMs }) =>
        fadesAtMs > this.#nowMs + DAY_HOURS * HOUR_MS &&
        circle?.discussions.some((one) => one.id === id),
    );
    const discussion = this.#pick(open);
    if (circle === null || discussion === undefined) return;
    const text = `Letter ${(this.#said += 1)} of ${actor.name}`;
    const fadeHours = this.#isLikely(0.5) ? 1 + this.#below(72) : DAY_HOURS * (3 + this.#below(60));
    const asked = { circleId: circle.id, discussionId: discussion.id, text, fadeHours } as const;
    const saidMs = this.#nowMs;
    if ((await actor.send({ kind: 'contribute', ...asked, replyTo: null })) === null) return;
    const fadesAtMs = Math.min(saidMs + fadeHours * HOUR_MS, discussion.fadesAtMs);
    this.#letters.push({
      text,
      author: actor,
      discussionId: discussion.id,
      saidMs,
      fadesAtMs,
      isWithdrawn: false,
    });
  }

  async #withdraw(actor: HouseDevice): Promise<void> {
    const circleId = actor.circle()?.id ?? '';
    const own = this.#letters.filter(
      (one) => one.author === actor && !one.isWithdrawn && one.fadesAtMs > this.#nowMs + HOUR_MS,
    );
    const letter = this.#pick(own);
    const shown = letter && shownLetter(actor, letter);
    if (letter === undefined || shown?.mayEdit !== true) return;
    const done = await actor.send({ kind: 'withdraw', circleId, entryId: shown.id }).then(
      () => true,
      () => false,
    );
    if (done) letter.isWithdrawn = true;
  }

  /** The lid is closed: nothing runs until the device comes back. */
  #leave(device: HouseDevice): void {
    device.crash();
    const days = this.#isLikely(0.2) ? 10 + this.#below(18) : 1 + this.#below(4);
    this.#away.set(device, this.#nowMs + days * DAY_HOURS * HOUR_MS);
  }

  async #comeBack(device: HouseDevice): Promise<void> {
    this.#away.delete(device);
    await device.wake();
  }

  /** On a train: opened without network, and closed again. */
  async #writeOffline(device: HouseDevice): Promise<void> {
    this.#relay.cut(device.name);
    await device.wake();
    await this.#contribute(device);
    device.crash();
    this.#relay.restore(device.name);
  }

  async #crash(device: HouseDevice): Promise<void> {
    // What becomes of it, the disk says: it was kept or not.
    const writing = this.#isLikely(0.5) ? this.#contribute(device).catch(() => undefined) : null;
    device.crash();
    await device.wake();
    await writing;
  }

  /** What the device sends arrives a while later, when it has given up waiting or not. */
  async #delay(device: HouseDevice): Promise<void> {
    this.#relay.hold(device.name);
    await this.#contribute(device);
    await this.#simulation.advance(this.#below(40) * 1000);
    this.#relay.letGo(device.name);
    await this.#simulation.advance(1000);
  }

  /** Two speak or decide at the same moment. */
  async #race(): Promise<void> {
    const [one, other] = [this.#pick(this.#present()), this.#pick(this.#present())];
    if (one === undefined || other === undefined || one === other) return;
    this.#relay.hold(one.name);
    this.#relay.hold(other.name);
    await this.#contribute(one);
    await this.#contribute(other);
    const circleId = one.circle()?.id ?? '';
    await one.send({ kind: 'issue-invite', circleId });
    await other.send({ kind: 'issue-invite', circleId });
    this.#relay.letGo(other.name);
    this.#relay.letGo(one.name);
    await this.#simulation.advance(1000);
  }

  async #seat(sponsor: HouseDevice | undefined): Promise<void> {
    const circleId = sponsor?.circle()?.id;
    const candidate = this.#waiting.shift();
    if (sponsor === undefined || circleId === undefined || candidate === undefined) return;
    const inviteId = await sponsor.send({ kind: 'issue-invite', circleId });
    const link = sponsor.circle()?.invites.find(({ id }) => id === inviteId)?.link;
    if (link !== undefined) {
      const fragment = new URL(link).hash.slice(1);
      const id = await candidate.send({ kind: 'read-invite', fragment });
      if (id !== null) {
        await candidate.send({ kind: 'request-seat', inviteId: id, name: candidate.name });
      }
    }
    const knocking = sponsor.circle()?.candidates.find(({ name }) => name === candidate.name);
    if (knocking !== undefined) {
      await sponsor.send({ kind: 'seat', circleId, candidateId: knocking.id });
      await this.#simulation.advance(2000);
    }
    if (candidate.circle() === null) this.#waiting.push(candidate);
    else this.#seated.push({ device: candidate, sinceMs: this.#nowMs });
  }

  async #remove(): Promise<void> {
    const [host] = this.#seated;
    const isHostHere = host !== undefined && this.#present().includes(host.device);
    if (!isHostHere || this.#seated.length < 5 || this.#removals >= 4) return;
    const target = this.#pick(this.#seated.slice(1))?.device;
    const circle = host.device.circle();
    const memberId = circle?.members.find(({ name }) => name === target?.name)?.id;
    if (circle === null || memberId === undefined || target === undefined) return;
    await host.device.send({ kind: 'remove-member', circleId: circle.id, memberId });
    if (host.device.circle()?.members.some(({ id }) => id === memberId) !== false) return;
    this.#removals += 1;
    this.#seated = this.#seated.filter(({ device }) => device !== target);
  }

  /** Everybody is connected, and has all the time that they need. */
  async #gather(): Promise<void> {
    for (const device of this.#away.keys()) await this.#comeBack(device);
    for (let round = 0; round < 4; round += 1) {
      await this.#simulation.advance(HOUR_MS);
      for (const { device } of this.#seated) await device.tick();
      await this.#simulation.advance(120_000);
    }
  }
}

export function liveMonths<Group>(
  seed: number,
  options: MonthsOptions<Group>,
): Promise<MonthsReport> {
  return new Months(seed, options).run();
}
