import { equalBytes, toHex } from '../../crypto/bytes.ts';
import type { DeviceIdentity } from '../../crypto/deviceLeaf.ts';
import { bucketStart } from '../../crypto/expiryTree.ts';
import { type GovernanceState } from '../../crypto/governance.ts';
import { applyAction } from '../../crypto/applyAction.ts';
import { applySeating, nameHash, type Seating } from '../../crypto/seating.ts';
import { decodeAction } from '../../crypto/governanceAction.ts';
import { erase, type Change, type GroupFace } from '../../crypto/groupFace.ts';
import { hash } from '../../crypto/kdf.ts';
import type { Result } from '../../crypto/result.ts';

/** One device of a simulated circle, with a disk that survives crashes and a memory that does not. */

export type Logged = {
  readonly kind: 'commit' | 'governance';
  readonly bytes: Uint8Array;
  readonly hour: number;
};

/** What the committer hands to whom it has seated. */
export type WelcomeMail = {
  readonly welcome: Uint8Array;
  readonly governance: GovernanceState;
  readonly index: number;
};

/** The log that the relay keeps, in which every record is a barrier, and where welcomes are left. */
export class SimulatedLog {
  readonly entries: Logged[] = [];
  readonly mail = new Map<string, WelcomeMail>();
  /** What anybody has exported, by epoch: all who are in it must agree. */
  readonly epochSecrets = new Map<number, string>();
  hour = 8000;

  /** Idempotent. A device that lies about what it has seen is not refused. */
  append(kind: Logged['kind'], bytes: Uint8Array, seen: number): 'accepted' | 'stale' {
    if (this.entries.some((entry) => equalBytes(entry.bytes, bytes))) return 'accepted';
    if (seen < this.entries.length) return 'stale';
    this.entries.push({ kind, bytes, hour: this.hour });
    return 'accepted';
  }

  note(epoch: number, secret: Uint8Array): void {
    const known = this.epochSecrets.get(epoch);
    if (known !== undefined && known !== toHex(secret)) throw new Error('two secrets of one epoch');
    this.epochSecrets.set(epoch, toHex(secret));
  }
}

/** A commit that is persisted and perhaps posted; `next` is encoded. */
type PendingCommit = {
  readonly commit: Uint8Array;
  readonly next: Uint8Array;
  readonly epochSecret: Uint8Array;
  readonly welcome: Uint8Array | undefined;
  readonly seating: Seating | null;
  readonly isRemoval: boolean;
};

type Stored = {
  readonly group: Uint8Array;
  readonly governance: GovernanceState;
  readonly cursor: number;
  readonly pending: PendingCommit | null;
  readonly isGone: boolean;
};

export const pskOf = (id: Uint8Array): Uint8Array => hash('soak-psk', id);

export class Crash extends Error {}

function must<Value>(result: Result<Value, string>): Value {
  if (!result.ok) throw new Error(result.error);
  return result.value;
}

export class CircleDevice<State> {
  readonly identity: DeviceIdentity;
  readonly #face: GroupFace<State>;
  readonly #log: SimulatedLog;
  readonly #crashPoint: () => void;
  group: State;
  governance: GovernanceState;
  cursor: number;
  isGone = false;
  #pending: PendingCommit | null = null;
  #disk: Stored;

  private constructor(
    face: GroupFace<State>,
    log: SimulatedLog,
    crashPoint: () => void,
    identity: DeviceIdentity,
    start: { readonly group: State; readonly governance: GovernanceState; readonly cursor: number },
  ) {
    this.#face = face;
    this.#log = log;
    this.#crashPoint = crashPoint;
    this.identity = identity;
    this.group = start.group;
    this.governance = start.governance;
    this.cursor = start.cursor;
    this.#disk = this.#snapshot();
  }

  /** Exports the epoch's secret before anything is persisted. @param crashPoint throws `Crash` when it is time to */
  static async start<State>(
    face: GroupFace<State>,
    log: SimulatedLog,
    crashPoint: () => void,
    identity: DeviceIdentity,
    start: { readonly group: State; readonly governance: GovernanceState; readonly cursor: number },
  ): Promise<CircleDevice<State>> {
    const { state, epochSecret } = await face.exportAndScrub(start.group);
    log.note(face.epochOf(state), epochSecret);
    return new CircleDevice(face, log, crashPoint, identity, { ...start, group: state });
  }

  #snapshot(): Stored {
    const { governance, cursor, isGone } = this;
    const group = this.#face.encode(this.group);
    return structuredClone({ group, governance, cursor, isGone, pending: this.#pending });
  }

  #save(consumed: readonly Uint8Array[] = []): void {
    this.#disk = this.#snapshot();
    erase(consumed);
  }

  /** What a crash leaves: the disk. */
  restart(): void {
    const { group, governance, cursor, isGone, pending } = structuredClone(this.#disk);
    this.group = must(this.#face.decode(group));
    Object.assign(this, { governance, cursor, isGone });
    this.#pending = pending;
  }

  /** @param isLying claims to have seen everything */
  post(kind: Logged['kind'], bytes: Uint8Array, isLying: boolean): 'accepted' | 'stale' {
    return this.#log.append(kind, bytes, isLying ? this.#log.entries.length : this.cursor);
  }

  /**
   * Makes a commit, persists it, then posts it; a crash may come anywhere between. Never a second one before the
   * first has its answer: the group cannot follow a commit of its own that it has forgotten.
   */
  async commit(
    change: Change,
    pskId: Uint8Array,
    seating: Seating | null,
    isLying: boolean,
  ): Promise<void> {
    if (this.#pending) return;
    const psk = { id: pskId, value: pskOf(pskId) };
    const now = bucketStart(this.#log.hour);
    const made = await this.#face.commit(this.group, change, psk, now);
    if (!made.ok) return;
    const { state, epochSecret } = await this.#face.exportAndScrub(made.value.next);
    this.group = made.value.state;
    this.#pending = {
      commit: made.value.commit,
      next: this.#face.encode(state),
      epochSecret,
      welcome: made.value.welcome,
      seating,
      isRemoval: change.kind === 'remove',
    };
    this.#crashPoint();
    this.#save();
    this.#crashPoint();
    this.offerPending(isLying);
    this.#crashPoint();
  }

  /** Again after a crash, as long as it has no answer. What is refused as stale is dropped. */
  offerPending(isLying = false): void {
    if (this.#pending === null) return;
    if (this.post('commit', this.#pending.commit, isLying) === 'accepted') return;
    this.#pending = null;
    this.#save();
  }

  async follow(most: number): Promise<void> {
    const until = Math.min(this.#log.entries.length, this.cursor + most);
    while (this.cursor < until && !this.isGone) {
      const entry = this.#log.entries[this.cursor];
      if (entry === undefined) return;
      this.cursor += 1;
      const consumed =
        entry.kind === 'commit' ? await this.#takeCommit(entry) : this.#decide(entry);
      this.#crashPoint();
      this.#save(consumed);
    }
  }

  #decide({ bytes, hour }: Logged): readonly Uint8Array[] {
    const action = decodeAction(bytes);
    const after = action.ok && applyAction(this.governance, action.value, hour);
    if (after && after.ok) this.governance = after.value;
    return [];
  }

  async #takeCommit({ bytes, hour }: Logged): Promise<readonly Uint8Array[]> {
    const pending = this.#pending;
    if (pending && equalBytes(pending.commit, bytes)) return this.#takeOwn(pending, hour);
    const now = bucketStart(hour);
    const view = await this.#face.inspect(this.group, bytes, now);
    if (!view.ok) return [];
    const { committer, change, pskId } = view.value;
    if (change.kind === 'add') {
      const { memberId } = committer.device;
      const seating = {
        committer: memberId,
        inviteId: pskId.slice(0, 16),
        candidate: change.candidate,
        nameHash: nameHash('candidate'),
      };
      const after = applySeating(this.governance, seating, hour);
      if (!after.ok) return [];
      this.governance = after.value;
    }
    const processed = must(await this.#face.process(this.group, bytes, now, pskOf));
    this.#pending = null;
    if (processed.removed) {
      this.isGone = true;
      this.group = processed.state;
      return processed.consumed;
    }
    const { state, epochSecret } = await this.#face.exportAndScrub(processed.state);
    this.#log.note(this.#face.epochOf(state), epochSecret);
    this.group = state;
    return processed.consumed;
  }

  #takeOwn(pending: PendingCommit, hour: number): readonly Uint8Array[] {
    this.#pending = null;
    if (pending.seating) {
      const after = applySeating(this.governance, pending.seating, hour);
      if (!after.ok) return [];
      this.governance = after.value;
    }
    this.group = must(this.#face.decode(pending.next));
    this.#log.note(this.#face.epochOf(this.group), pending.epochSecret);
    if (pending.welcome && pending.seating) {
      const { welcome, seating } = pending;
      const { governance, cursor: index } = this;
      this.#log.mail.set(toHex(seating.candidate.ref), { welcome, governance, index });
    }
    return [];
  }
}
