import { mlsGroup } from '../../crypto/mlsGroup.ts';
import { modelGroup } from '../../crypto/modelGroup.ts';
import { runSchedule } from '../support/schedules/schedule.ts';

/**
 * Weeks of a circle on devices without vault and timers, larger and longer with some seeds than with others; every
 * thirty-second over MLS. @returns what happened; throws on any fault
 */
export async function soakSchedules(seed: number): Promise<string> {
  const isReal = seed % 32 === 31;
  const isFull = seed % 16 === 0;
  const people = isFull ? 12 : 4 + (seed % 5);
  const steps = isReal ? 60 : 60 + (seed % 5) * 15;
  const options = { people, steps, days: steps / 2 };
  const report = isReal
    ? await runSchedule(seed, { groups: mlsGroup, ...options })
    : await runSchedule(seed, { groups: modelGroup, ...options });
  const { faults, days, letters, epochs, seated, removed, crashes } = report;
  if (faults.length > 0) throw new Error(faults.join('\n'));
  const sat = `${seated} of ${people} at the table, ${removed} removed`;
  return `${isReal ? 'mls' : 'model'}: ${days} days, ${letters} letters, ${epochs} epochs, ${sat}, ${crashes} crashes`;
}
