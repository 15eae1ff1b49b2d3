import type { EntryRecord } from '../../../client/vault/circleRows.ts';
import type { CircleState } from '../../../client/vault/circleState.ts';
import { restore, store, type StoredCircle } from './stored.ts';
import { Died } from './world.ts';

/** What a device's process holds, and what its disk does when the process ends in the middle of a step. */

type Entries = ReadonlyMap<string, EntryRecord>;
type Stored = {
  readonly circle: StoredCircle;
  readonly entries: Entries;
  readonly keyHour: number;
};

export class Memory {
  /** Up to which keys have been destroyed. */
  keyHour = 0;
  #circle: CircleState;
  #entries: Entries = new Map();
  #dying: { steps: number; readonly isAfter: boolean } | null = null;
  /** Where memory has gone on without the disk; null where both hold the same. */
  #disk: Stored | null = null;

  constructor(circle: CircleState) {
    this.#circle = circle;
  }

  get circle(): CircleState {
    return this.#circle;
  }

  get entries(): Entries {
    return this.#entries;
  }

  /** Throws `Died` where the process ends here. */
  store(circle: CircleState, entries: Entries): void {
    const dying = this.#dying;
    if (dying !== null) dying.steps -= 1;
    const isLast = dying !== null && dying.steps <= 0;
    if (isLast && !dying.isAfter) throw new Died();
    this.#circle = circle;
    this.#entries = entries;
    this.#disk = null;
    if (isLast) throw new Died();
  }

  /** A step that changes keys in place: the disk is behind until it is stored. */
  change(step: (circle: CircleState) => CircleState): void {
    if (this.#dying !== null) this.#disk = this.#snapshot();
    this.#circle = step(this.#circle);
  }

  /** From now on the process ends at that many stored steps: before the last is stored, or right after. */
  willDie(steps: number, isAfter: boolean): void {
    this.#dying = { steps, isAfter };
  }

  spare(): void {
    this.#dying = null;
  }

  /** A new process begins with what the disk holds. */
  restore(): void {
    const { circle, entries, keyHour } = this.#disk ?? this.#snapshot();
    this.#disk = null;
    this.#dying = null;
    this.#circle = restore(circle);
    this.#entries = entries;
    this.keyHour = keyHour;
  }

  #snapshot(): Stored {
    const circle = store(this.#circle);
    return { circle, entries: this.#entries, keyHour: this.keyHour };
  }
}
