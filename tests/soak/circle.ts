import { concat, toHex } from '../../crypto/bytes.ts';
import type { Charter } from '../../crypto/charter.ts';
import { certifyDevice, type DeviceIdentity } from '../../crypto/deviceLeaf.ts';
import { bucketStart } from '../../crypto/expiryTree.ts';
import { foundCircle, governanceHash, type Device, type Member } from '../../crypto/governance.ts';
import { nameHash } from '../../crypto/seating.ts';
import { encodeAction, signAction, type GovernanceAction } from '../../crypto/governanceAction.ts';
import type { GroupFace, PendingKeyPackage } from '../../crypto/groupFace.ts';
import { hedgeKeyHash } from '../../crypto/hedgeKey.ts';
import { mlsGroup } from '../../crypto/mlsGroup.ts';
import { modelGroup } from '../../crypto/modelGroup.ts';
import { signingKeyPairFromSeed, type SigningKeyPair } from '../../crypto/signature.ts';
import { chanceFrom, type Chance } from './chance.ts';
import { CircleDevice, Crash, pskOf, SimulatedLog } from './circleDevice.ts';

/**
 * A circle over hundreds of random steps: seats, updates, removals, races, stale appends, lies about what was
 * seen, crashes and restarts. Whoever follows to the end of the log agrees with everybody else who does.
 */

const MOST_DEVICES = 12;
const HEDGE_KEY = new Uint8Array(1216);
const circleId = new Uint8Array(32).fill(7);

type Person = { readonly member: SigningKeyPair; readonly identity: DeviceIdentity };
type Candidate = Person & {
  readonly ref: Uint8Array;
  readonly inviteId: Uint8Array;
  /** as it lies on the disk: joining erases the copy that it uses */
  readonly pending: PendingKeyPackage;
  joins: number;
};

function personFrom(chance: Chance): Person {
  const member = signingKeyPairFromSeed(chance.bytes(32));
  const signing = signingKeyPairFromSeed(chance.bytes(32));
  const identity = certifyDevice(
    circleId,
    member,
    signing,
    chance.bytes(32),
    hedgeKeyHash(HEDGE_KEY),
  );
  return { member, identity };
}

function charterFrom(chance: Chance): Charter {
  return {
    text: '',
    confidentiality: 'chatham-house',
    defaultFade: 24,
    longestFade: null,
    attributionFade: null,
    sponsors: 1 + chance.below(3),
    allowsUnnamed: true,
    opensDoor: chance.isLikely(0.7) ? 'members' : 'hosts',
    language: 'en',
  };
}

class Schedule<State> {
  readonly #face: GroupFace<State>;
  readonly #chance: Chance;
  readonly #log = new SimulatedLog();
  readonly #devices: { readonly device: CircleDevice<State>; readonly member: SigningKeyPair }[] =
    [];
  #candidates: Candidate[] = [];
  #hasCrashes = true;

  constructor(face: GroupFace<State>, seed: number) {
    this.#face = face;
    this.#chance = chanceFrom(seed);
  }

  readonly #crashPoint = () => {
    if (this.#hasCrashes && this.#chance.isLikely(0.03)) throw new Crash();
  };

  async found(): Promise<void> {
    const { member, identity } = personFrom(this.#chance);
    const { memberId, staticKey } = identity;
    const founder: Member = { memberId, name: 'founder', role: 'host' };
    const hour = this.#log.hour;
    const hedgeKey = HEDGE_KEY;
    const keyPackageRef = new Uint8Array(32);
    const device: Device = {
      memberId,
      keyPackageRef,
      staticKey,
      hedgeKey,
      lastCommitHour: hour,
      isSeated: true,
      asksFrom: 0,
    };
    const charter = charterFrom(this.#chance);
    const governance = foundCircle(circleId, 'soak', charter, founder, device);
    const group = await this.#face.createGroup(circleId, identity, bucketStart(hour));
    await this.#seat(identity, member, { group, governance, cursor: 0 });
  }

  async #seat(
    identity: DeviceIdentity,
    member: SigningKeyPair,
    start: Parameters<typeof CircleDevice.start<State>>[4],
  ): Promise<void> {
    const log = this.#log;
    const crashPoint = this.#crashPoint;
    const device = await CircleDevice.start(this.#face, log, crashPoint, identity, start);
    this.#devices.push({ device, member });
  }

  get #seated() {
    return this.#devices.filter(({ device }) => !device.isGone);
  }

  async step(): Promise<void> {
    const chance = this.#chance;
    if (chance.isLikely(0.1)) this.#log.hour += chance.below(12);
    if (chance.isLikely(0.2)) await this.#join();
    const { device, member } = chance.pick(this.#seated);
    try {
      await device.follow(chance.isLikely(0.8) ? 100 : chance.below(3));
      device.offerPending();
      if (!device.isGone) await this.#act(device, member);
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      device.restart();
    }
  }

  async #act(device: CircleDevice<State>, member: SigningKeyPair): Promise<void> {
    const chance = this.#chance;
    const isLying = chance.isLikely(0.1);
    const say = (action: GovernanceAction) =>
      device.post('governance', encodeAction(signAction(circleId, member, action)), isLying);
    const { hour } = this.#log;
    switch (chance.below(8)) {
      case 0:
        say({
          kind: 'invite',
          inviteId: chance.bytes(16),
          secret: chance.bytes(32),
          lastHour: hour + chance.below(180),
        });
        break;
      case 1:
        if (device.governance.invites.length > 4) {
          const { inviteId } = chance.pick(device.governance.invites);
          say({ kind: 'close-invite', inviteId });
        }
        break;
      case 2:
        await this.#knock(device);
        break;
      case 3:
      case 4:
        this.#endorse(say);
        break;
      case 5:
        await this.#admit(device, isLying);
        break;
      case 6:
        await this.#admit(device, isLying);
        break;
      default:
        if (chance.isLikely(0.3)) await this.#remove(device, isLying);
        else await device.commit({ kind: 'update' }, chance.bytes(40), null, isLying);
    }
  }

  /** Somebody with an invite makes a key package. */
  async #knock(device: CircleDevice<State>): Promise<void> {
    const { invites } = device.governance;
    if (invites.length === 0 || this.#seated.length >= MOST_DEVICES) return;
    // Who has waited behind two others has gone home; a seat may still be kept for them.
    this.#candidates = this.#candidates.slice(-2);
    const { inviteId } = this.#chance.pick(invites);
    const person = personFrom(this.#chance);
    const now = bucketStart(this.#log.hour);
    const pending = await this.#face.makeKeyPackage(person.identity, now);
    const read = await this.#face.readKeyPackage(pending.keyPackage, circleId, now);
    if (!read.ok) throw new Error('a fresh key package is refused');
    this.#candidates.push({ ...person, inviteId, ref: read.value.ref, pending, joins: 0 });
  }

  #endorse(say: (action: GovernanceAction) => unknown): void {
    if (this.#candidates.length === 0) return;
    const { ref, inviteId, identity } = this.#chance.pick(this.#candidates);
    const { memberId, staticKey } = identity;
    say({
      kind: 'endorse',
      inviteId,
      keyPackageRef: ref,
      memberId,
      name: this.#chance.isLikely(0.9) ? 'candidate' : 'another name',
      staticKey,
      hedgeKey: HEDGE_KEY,
      lastHour: this.#log.hour + this.#chance.below(60),
    });
  }

  async #admit(device: CircleDevice<State>, isLying: boolean): Promise<void> {
    if (this.#candidates.length === 0) return;
    const { ref, inviteId, pending, identity } = this.#chance.pick(this.#candidates);
    const { memberId } = device.identity;
    const change = { kind: 'add', keyPackage: pending.keyPackage } as const;
    const seating = {
      committer: memberId,
      inviteId,
      candidate: { ref, device: { ...identity, signatureKey: identity.signing.publicKey } },
      nameHash: nameHash('candidate'),
    };
    // The rest of the id stands for the fresh nonce of a real commit: no two records are the same.
    await device.commit(change, concat(inviteId, this.#chance.bytes(24)), seating, isLying);
  }

  async #remove(device: CircleDevice<State>, isLying: boolean): Promise<void> {
    const own = this.#face.ownLeaf(device.group);
    const others = this.#face.seats(device.group).filter(({ leaf }) => leaf !== own);
    if (others.length < 3) return;
    const { leaf } = this.#chance.pick(others);
    const change = { kind: 'remove', leaves: [leaf] } as const;
    await device.commit(change, this.#chance.bytes(40), null, isLying);
  }

  /** Whoever has mail joins; after a crash before the state was stored, again with the same key package. */
  async #join(): Promise<void> {
    const ready = this.#candidates.find(({ ref }) => this.#log.mail.has(toHex(ref)));
    const mail = ready && this.#log.mail.get(toHex(ready.ref));
    if (!ready || !mail) return;
    const pending = structuredClone(ready.pending);
    const now = bucketStart(this.#log.hour);
    const joined = await this.#face.join(mail.welcome, pending, circleId, now, pskOf);
    if (joined.ok && this.#chance.isLikely(0.2) && ready.joins === 0) {
      ready.joins = 1;
      return;
    }
    this.#candidates = this.#candidates.filter((one) => one !== ready);
    if (!joined.ok) {
      if (joined.error !== 'Faded') throw new Error(`cannot join: ${joined.error}`);
      return;
    }
    const { governance, index: cursor } = structuredClone(mail);
    const start = { group: joined.value.state, governance, cursor };
    await this.#seat(ready.identity, ready.member, start);
  }

  /** @returns what the circle came to, for the curious */
  async agree(): Promise<string> {
    this.#hasCrashes = false;
    for (const { device } of this.#seated) {
      await device.follow(Number.MAX_SAFE_INTEGER);
    }
    const views = this.#seated.map(({ device }) =>
      [
        this.#face.epochOf(device.group),
        toHex(this.#face.treeHash(device.group)),
        toHex(this.#face.epochAuthenticator(device.group)),
        toHex(governanceHash(device.governance)),
        this.#face.seats(device.group).map(({ leaf }) => leaf),
      ].join(),
    );
    if (new Set(views).size > 1) throw new Error(`they disagree:\n${views.join('\n')}`);
    const epochs = this.#log.epochSecrets.size;
    return `${this.#log.entries.length} records, ${epochs} epochs, ${this.#devices.length} devices`;
  }
}

async function run<State>(face: GroupFace<State>, seed: number, steps: number): Promise<string> {
  const schedule = new Schedule(face, seed);
  await schedule.found();
  for (let at = 0; at < steps; at += 1) await schedule.step();
  return schedule.agree();
}

/** The model for long; every eighth seed the real group for a shorter while. */
export async function soakCircle(seed: number): Promise<string> {
  return seed % 8 === 7
    ? `mls: ${await run(mlsGroup, seed, 150)}`
    : `model: ${await run(modelGroup, seed, 500)}`;
}
