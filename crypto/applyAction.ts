import { memberOf, type GovernanceState, type Refusal } from './governance.ts';
import { checkAction, type SignedAction } from './governanceAction.ts';
import { voteRemoval } from './removal.ts';
import { fail, type Result } from './result.ts';
import { closeInvite, endorse, issueInvite } from './seating.ts';

/** The state after a governance record, or why it changes nothing. */
export function applyAction(
  state: GovernanceState,
  signed: SignedAction,
  hour: number,
): Result<GovernanceState, Refusal> {
  const author = memberOf(state, signed.author);
  if (author === undefined) return fail('NotAMember');
  if (!checkAction(state.circleId, signed)) return fail('NotAuthentic');
  const { action } = signed;
  switch (action.kind) {
    case 'invite':
      return issueInvite(state, author, action, hour);
    case 'close-invite':
      return closeInvite(state, author, action.inviteId, hour);
    case 'endorse':
      return endorse(state, author, action, hour);
    case 'remove':
      return voteRemoval(state, author, action, hour);
  }
}
