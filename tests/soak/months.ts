import '@automerge/automerge';
import { mlsGroup } from '../../crypto/mlsGroup.ts';
import { modelGroup } from '../../crypto/modelGroup.ts';
import { liveMonths } from '../support/months.ts';

/** Weeks of whole devices: every eighth seed over MLS, with fewer people. @returns what happened; throws on any fault */
export async function soakMonths(seed: number): Promise<string> {
  const isReal = seed % 8 === 7;
  const report = isReal
    ? await liveMonths(seed, { groups: mlsGroup, people: 6, days: 14, perDay: 5 })
    : await liveMonths(seed, { groups: modelGroup, people: 9, days: 21, perDay: 5 });
  const { faults, letters, removals, seated } = report;
  if (faults.length > 0) throw new Error(faults.join('\n'));
  return `${isReal ? 'mls' : 'model'}: ${letters} letters, ${removals} removals, ${seated} at the table`;
}
