import { equalBytes } from './bytes.ts';
import {
  deviceNamed,
  memberOf,
  withDevice,
  type Device,
  type GovernanceState,
  type Refusal,
} from './governance.ts';
import type { Candidate, Seat } from './groupFace.ts';
import { checkNack, NACK_HOURS, type Nack } from './nack.ts';
import { fail, ok, type Result } from './result.ts';

/**
 * Devices lose their seats and come back, PROTOCOL.md §8: what has been silent for too long, and what asked because it
 * can follow no more. Members stay, and no era begins: neither is an adversary.
 */

/** From its last renewal, by the log: at most eight days before it fell silent, and five weeks in which it comes back by itself. */
const DORMANT_HOURS = 45 * 24;
const DAY_HOURS = 24;

/** Seated devices that have not renewed their keys for so long. */
export function dormantDevices({ devices }: GovernanceState, hour: number): readonly Device[] {
  return devices.filter((one) => one.isSeated && hour - one.lastCommitHour >= DORMANT_HOURS);
}

/** Once a day at most: each such commit is an epoch that everybody keeps. */
export function mayUnseatDormant({ dormancyHour }: GovernanceState, hour: number): boolean {
  return hour - dormancyHour >= DAY_HOURS;
}

export function applyDormancy(
  state: GovernanceState,
  seats: readonly Seat[],
  hour: number,
): Result<GovernanceState, Refusal> {
  const dormant = dormantDevices(state, hour);
  const isDormant = ({ device }: Seat) =>
    dormant.some((one) => equalBytes(one.staticKey, device.staticKey));
  if (seats.length === 0 || !seats.every(isDormant) || !mayUnseatDormant(state, hour)) {
    return fail('NotAllowed');
  }
  const unseated = seats.reduce(
    (after, { device }) => withDevice(after, device.staticKey, { isSeated: false }),
    state,
  );
  return ok({ ...unseated, dormancyHour: hour });
}

/** The device that a nack speaks for. One that has been answered lapses: else whoever kept it could unseat the device again. */
export function deviceOfNack(
  state: GovernanceState,
  nack: Nack,
  hour: number,
): Result<Device, Refusal> {
  if (memberOf(state, nack.memberId) === undefined) return fail('NotAMember');
  const device = deviceNamed(state, nack.staticKey);
  if (device === undefined || !equalBytes(device.memberId, nack.memberId)) {
    return fail('NotAllowed');
  }
  if (nack.hour > hour || hour - nack.hour > NACK_HOURS) return fail('Expired');
  if (nack.hour < device.asksFrom) return fail('AlreadyDone');
  return checkNack(state.circleId, nack) ? ok(device) : fail('NotAuthentic');
}

/** The seat that a device can use no more is taken away, so that it can be given another. */
export function applyUnseat(
  state: GovernanceState,
  seats: readonly Seat[],
  nack: Nack,
  hour: number,
): Result<GovernanceState, Refusal> {
  const asking = deviceOfNack(state, nack, hour);
  if (!asking.ok) return asking;
  const [seat, ...others] = seats;
  const isIt = seat !== undefined && equalBytes(seat.device.staticKey, nack.staticKey);
  if (!isIt || others.length > 0 || !asking.value.isSeated) return fail('NotAllowed');
  return ok(withDevice(state, nack.staticKey, { isSeated: false }));
}

/** The same device of the same member sits down again: any member's word is enough. */
export function applyReturn(
  state: GovernanceState,
  nack: Nack,
  { ref, device }: Candidate,
  hour: number,
): Result<GovernanceState, Refusal> {
  const asking = deviceOfNack(state, nack, hour);
  if (!asking.ok) return asking;
  if (asking.value.isSeated) return fail('AlreadyDone');
  const isIt =
    equalBytes(device.memberId, nack.memberId) && equalBytes(device.staticKey, nack.staticKey);
  if (!isIt) return fail('NotAllowed');
  const change = {
    keyPackageRef: ref,
    isSeated: true,
    lastCommitHour: hour,
    asksFrom: nack.hour + 1,
  };
  return ok(withDevice(state, nack.staticKey, change));
}
