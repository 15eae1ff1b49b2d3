import { dormantDevices, equalBytes, mayUnseatDormant } from '../../crypto/index.ts';
import type { RandomBytes } from '../storage/generation.ts';
import { ownDevice, type CircleState, type Intent } from './circleState.ts';
import { isUpdateDue } from './sealUpdate.ts';
import { maySend } from './trouble.ts';

/** What a device does of itself when it has read the log to its end, PROTOCOL.md §2 and §8. */

type Routine = 'update' | 'heartbeat' | 'unseat';

const HEARTBEAT_HOURS = 24;
/** So that not everybody unseats at once what has become due. */
const UNSEAT_SPREAD_HOURS = 24;

export function isRoutine({ kind }: Intent): boolean {
  return kind === 'update' || kind === 'heartbeat' || kind === 'unseat';
}

/** With what is due and does not wait already. @param hour of the relay */
export function withRoutine(circle: CircleState, hour: number, random: RandomBytes): CircleState {
  // Alone, there is nobody for whom to do any of it.
  if (!maySend(circle) || circle.governance.devices.length === 1) return circle;
  const due = (['update', 'heartbeat', 'unseat'] as const).filter(
    (kind) => isDue[kind](circle, hour) && !circle.outbox.some((intent) => intent.kind === kind),
  );
  const intents = due.map((kind) => ({ kind, localId: random(16), sealed: null }));
  return intents.length === 0 ? circle : { ...circle, outbox: [...circle.outbox, ...intents] };
}

const isDue: Readonly<Record<Routine, (circle: CircleState, hour: number) => boolean>> = {
  update: isUpdateDue,
  heartbeat: isHeartbeatDue,
  unseat: isUnseatDue,
};

function isHeartbeatDue(circle: CircleState, hour: number): boolean {
  const own = ownDevice(circle);
  if (own === undefined) return false;
  const heard = circle.heard.find((one) => equalBytes(one.staticKey, own.staticKey));
  return hour - Math.max(heard?.hour ?? 0, own.lastCommitHour) >= HEARTBEAT_HOURS;
}

function isUnseatDue(circle: CircleState, hour: number): boolean {
  const own = ownDevice(circle);
  const wait = (own?.staticKey[1] ?? 0) % UNSEAT_SPREAD_HOURS;
  return (
    mayUnseatDormant(circle.governance, hour) &&
    dormantDevices(circle.governance, hour - wait).some((one) => one !== own)
  );
}
