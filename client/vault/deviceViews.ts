import { bucketStart, deviceNamed, equalBytes, memberOf } from '../../crypto/index.ts';
import type { AskingView } from '../model/snapshot.ts';
import { epochNumbered, type CircleState } from './circleState.ts';
import { hourOf } from './hours.ts';
import { askingId, standingNacks } from './nacks.ts';

/** A member's devices, as the others see them. */

export function heardAtMs({ governance, heard }: CircleState, memberId: Uint8Array): number | null {
  const hours = heard.flatMap(({ staticKey, hour }) => {
    const device = deviceNamed(governance, staticKey);
    return device !== undefined && equalBytes(device.memberId, memberId) ? [hour] : [];
  });
  return hours.length === 0 ? null : bucketStart(Math.max(...hours)) * 1000;
}

export function askingView(
  circle: CircleState,
  memberId: Uint8Array,
  nowMs: number,
): AskingView | null {
  const nack = standingNacks(circle, hourOf(nowMs)).find((one) =>
    equalBytes(one.memberId, memberId),
  );
  if (nack === undefined) return null;
  const committer =
    nack.reason === 'desync' ? epochNumbered(circle, nack.epoch + 1)?.committer : undefined;
  const id = askingId(nack);
  return {
    id,
    reason: nack.reason === 'desync' ? 'lost' : 'away',
    after: (committer && memberOf(circle.governance, committer)?.name) ?? null,
    isOnItsWay: circle.outbox.some((one) => one.kind === 'return' && askingId(one.nack) === id),
  };
}
