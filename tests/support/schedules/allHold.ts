import { expect } from 'vitest';
import { modelGroup } from '../../../crypto/modelGroup.ts';
import { runSchedule } from './schedule.ts';

/** A month of five or six people in the model group, from each of these seeds in turn: without a fault. */
export async function allHold(first: number, count: number): Promise<void> {
  for (let seed = first; seed < first + count; seed += 1) {
    const options = { groups: modelGroup, people: 5 + (seed % 2), steps: 75, days: 30 };
    const { faults, letters, epochs } = await runSchedule(seed, options);
    expect({ seed, faults }).toEqual({ seed, faults: [] });
    expect(letters).toBeGreaterThan(5);
    expect(epochs).toBeGreaterThan(3);
  }
}
