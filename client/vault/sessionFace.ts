import type { GroupFace } from '../../crypto/index.ts';
import type { CircleTrouble } from '../model/snapshot.ts';
import type { Timers, Transport } from '../sync/logConnection.ts';
import type { CircleState, Intent } from './circleState.ts';
import type { Clock } from './clock.ts';
import type { Discussions } from './discussions.ts';
import type { Inboxes } from './inboxes.ts';
import type { OpenVault } from './openVault.ts';

/** What a session of one circle needs, and what it offers (`circleSession.ts`). */

export type SessionPorts<Group> = {
  readonly vault: OpenVault;
  readonly groups: GroupFace<Group>;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly transport: Transport;
  /** Something that is shown may have changed. */
  readonly onChange: () => void;
  /** Another session of the same circle has a seat there. */
  readonly hasOtherSeat: () => boolean;
  /** The relay has said its hour; null when its connection is gone. */
  readonly onRelayHour: (hour: number | null) => void;
};

export type CircleSession = {
  state(): CircleState;
  readonly discussions: Discussions;
  inboxes: Inboxes;
  isConnected(): boolean;
  trouble(): CircleTrouble | null;
  /** A step of its own: the state as `change` makes it, stored. */
  update(change: (circle: CircleState) => CircleState): Promise<void>;
  /** What waits is stored, then sent as soon as it can be. */
  enqueue(...intents: readonly Intent[]): Promise<void>;
  /** Inside a step, in memory only: without what has faded before `hour`. @returns the secrets to store */
  puncture(hour: number): ReadonlyMap<string, Uint8Array>;
  /** Inside a step: takes rows of the past away. */
  sweep(hour: number): Promise<void>;
  /** Writes the documents that say less or more than their records, each in a step of its own. */
  settle(): Promise<void>;
  /** Follows the log as soon as all that is stored has been read. */
  start(): void;
  /** An hour may have turned while connected: what the device does of itself may have become due. */
  keepUp(): void;
  /** Asks the relay again for its hour. */
  reconnect(): void;
  stop(): void;
};
