import { changedSecrets, readCircles } from '../../../client/vault/circleSecrets.ts';
import type { CircleState } from '../../../client/vault/circleState.ts';

/** A circle's state as its device's disk holds it. */
export type StoredCircle = ReadonlyMap<string, Uint8Array>;

export function store(circle: CircleState): StoredCircle {
  return changedSecrets(null, circle);
}

export function restore(stored: StoredCircle): CircleState {
  const [circle] = readCircles(stored);
  if (circle === undefined) throw new Error('nothing is stored');
  return circle;
}
