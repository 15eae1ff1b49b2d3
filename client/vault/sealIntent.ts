import type { GroupFace } from '../../crypto/index.ts';
import type { Amended } from '../model/thread.ts';
import type { CircleState, Intent } from './circleState.ts';
import { actionRecord, sealedAs, type Sealed, type SealContext } from './outgoing.ts';
import { sealEntry } from './sealEntry.ts';
import { sealHeartbeat } from './heartbeat.ts';
import { sealRemoval } from './sealRemoval.ts';
import { sealDormancy, sealReturn } from './sealReturn.ts';
import { sealSeating } from './sealSeating.ts';
import { sealUpdate } from './sealUpdate.ts';

/** From what a member wants to the records that say it, sealed for those who sit at the table now. */

/** @param target what a reaction, an edit or a withdrawal is about */
export async function sealIntent<Group>(
  circle: CircleState,
  intent: Intent,
  target: Amended | undefined,
  groups: GroupFace<Group>,
  context: SealContext,
): Promise<Sealed> {
  switch (intent.kind) {
    case 'entry':
      return sealEntry(circle, intent, target, context);
    case 'action': {
      const record = actionRecord(circle, intent.action, context);
      return { circle, sealed: sealedAs([record], record, circle, null) };
    }
    case 'seat':
      return sealSeating(circle, intent, groups, context);
    case 'update':
      return sealUpdate(circle, groups, context);
    case 'heartbeat':
      return sealHeartbeat(circle, context);
    case 'unseat':
      return sealDormancy(circle, groups, context);
    case 'return':
      return sealReturn(circle, intent, groups, context);
    case 'remove':
      return sealRemoval(circle, intent, groups, context);
  }
}
