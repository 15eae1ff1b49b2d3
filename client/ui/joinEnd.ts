import type { JoinView } from '../model/snapshot.ts';

/**
 * How a join is over: `not-now` is said to nobody but a candidate who has asked for a seat; whoever only holds a link
 * that was used or revoked reads that it has `ended`. Null while it is not over.
 */
export function joinEnd({ step, name }: JoinView): 'not-now' | 'ended' | null {
  if (step === 'expired' || (step === 'closed' && name === null)) return 'ended';
  return step === 'closed' ? 'not-now' : null;
}
