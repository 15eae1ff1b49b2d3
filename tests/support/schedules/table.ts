import { toHex } from '../../../crypto/index.ts';
import type { CircleState } from '../../../client/vault/circleState.ts';
import type { Chance } from '../../soak/chance.ts';
import { send } from './conversation.ts';
import { CoreDevice } from './coreDevice.ts';
import { knock, knocksAt, lookForSeat, type Candidate } from './door.ts';
import type { World } from './world.ts';

/** Who sits at the table, who did, and who stands at its door. */

const HOUR_MS = 3_600_000;
/** What a door may show at once, so that not all sit down in one hour. */
const MOST_INVITES = 3;

export type Seated<Group> = {
  readonly device: CoreDevice<Group>;
  readonly sinceMs: number;
  readonly firstEpoch: number;
  /** It had a seat before, and reads what it could read then. */
  readonly isBack: boolean;
};

export class Table<Group> {
  seated: readonly Seated<Group>[] = [];
  removed: readonly Seated<Group>[] = [];
  /** How many devices have taken their seats again, and how many cannot. */
  returns = 0;
  leftBehind = 0;
  /** Who got a Welcome that leads nowhere. */
  readonly turnedAway: string[] = [];
  readonly #world: World<Group>;
  readonly #chance: Chance;
  readonly #places: number;
  #candidates: readonly Candidate[] = [];
  #names = 1;

  /** @param places at most taken at once */
  constructor(world: World<Group>, chance: Chance, places: number) {
    this.#world = world;
    this.#chance = chance;
    this.#places = places;
  }

  get devices(): readonly CoreDevice<Group>[] {
    return this.seated.map(({ device }) => device);
  }

  /** Members who have not had their Welcome. */
  get awaited(): readonly string[] {
    return this.#candidates.map(({ name }) => name).filter((name) => this.#isMember(name));
  }

  #isMember(name: string): boolean {
    const circles = this.devices.map(({ circle }) => circle);
    return circles.some(({ governance }) => governance.members.some((one) => one.name === name));
  }

  #hasRoom(): boolean {
    return this.seated.length + this.#candidates.length < this.#places;
  }

  /** Its clock is an hour off at most. */
  seat(name: string, circle: CircleState): void {
    const skewMs = this.#chance.below(2 * HOUR_MS) - HOUR_MS;
    const device = new CoreDevice(this.#world, name, circle, skewMs);
    const firstEpoch = circle.epochs[0]?.keys.epoch ?? 0;
    this.seated = [
      ...this.seated,
      { device, sinceMs: this.#world.nowMs(), firstEpoch, isBack: false },
    ];
    device.connect();
  }

  /** @returns who has read of their own removal since this was last asked */
  rise(): readonly CoreDevice<Group>[] {
    const risen = this.seated.filter(({ device }) => device.circle.isRemoved);
    this.removed = [...this.removed, ...risen];
    const behind = this.seated.filter(({ device }) => device.circle.lost?.isLeftBehind === true);
    this.leftBehind += behind.length;
    this.seated = this.seated.filter((one) => !risen.includes(one) && !behind.includes(one));
    return risen.map(({ device }) => device);
  }

  /** Its device has come back: of what was said while it had no seat, nothing is due to it. */
  sitsAgain(device: CoreDevice<Group>): void {
    this.returns += 1;
    this.seated = this.seated.map((one) =>
      one.device === device
        ? {
            device,
            sinceMs: this.#world.nowMs(),
            firstEpoch: device.circle.rosterEpoch,
            isBack: true,
          }
        : one,
    );
  }

  /** A key for the door, or a seat for who stands before it. */
  async open(actor: CoreDevice<Group>): Promise<void> {
    if (this.#candidates.length > 0 && this.#chance.isLikely(0.6)) await this.seatOne(actor);
    else if (this.#hasRoom()) await this.invite(actor);
  }

  async invite(actor: CoreDevice<Group>): Promise<void> {
    const { circleId, governance } = actor.circle;
    if (governance.invites.length > MOST_INVITES) return;
    await send(this.#world, actor, { kind: 'issue-invite', circleId: toHex(circleId) });
  }

  async seatOne(actor: CoreDevice<Group>): Promise<void> {
    actor.knocks = await knocksAt(this.#world, actor.circle);
    if (actor.knocks.length === 0) return;
    const candidateId = toHex(this.#chance.pick(actor.knocks).candidate.ref);
    const circleId = toHex(actor.circle.circleId);
    await send(this.#world, actor, { kind: 'seat', circleId, candidateId });
  }

  /** Somebody comes by one of this circle's keys. */
  async knock({ relay, governance }: CircleState): Promise<void> {
    if (governance.invites.length === 0 || !this.#hasRoom()) return;
    const invite = { relay, ...this.#chance.pick(governance.invites) };
    const candidate = await knock(this.#world, invite, `P${this.#names}`);
    if (candidate === null) return;
    this.#names += 1;
    this.#candidates = [...this.#candidates, candidate];
  }

  /** Who has been answered sits down or goes home. */
  async look(): Promise<void> {
    const waiting: Candidate[] = [];
    for (const candidate of this.#candidates) {
      const { name } = candidate;
      const { circle, isClosed } = await lookForSeat(this.#world, candidate);
      if (circle === 'refused') this.turnedAway.push(name);
      else if (circle !== null) this.seat(name, circle);
      else if (!isClosed || this.#isMember(name)) waiting.push(candidate);
    }
    this.#candidates = waiting;
  }
}
