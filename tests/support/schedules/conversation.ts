import { equalBytes, toHex } from '../../../crypto/index.ts';
import type { Command } from '../../../client/model/command.ts';
import { circleCommand, type CircleCommand } from '../../../client/vault/circleCommands.ts';
import { memberKeyOf } from '../../../client/vault/circleState.ts';
import { threadsWithPending } from '../../../client/vault/circleView.ts';
import { isOverdue } from '../../../client/vault/pump.ts';
import { Refused } from '../../../client/vault/refused.ts';
import type { Chance } from '../../soak/chance.ts';
import type { CoreDevice } from './coreDevice.ts';
import { Died, settle, type World } from './world.ts';

/** What members say and decide, by chance, and what of it their devices have promised to keep. */

const HOUR_MS = 3_600_000;

/** Stored by its author's device: acknowledged. */
export type SaidLetter = {
  readonly text: string;
  readonly author: string;
  readonly saidMs: number;
  readonly fadesAtMs: number;
  /** It was asked for; a crash may have come before that was stored. */
  isWithdrawn: boolean;
};

/** @returns what came of it; null where it was refused, or the process ended before it was stored */
export async function send<Group>(
  { random }: World<Group>,
  actor: CoreDevice<Group>,
  command: Command,
): Promise<string | null> {
  const asked = circleCommand(actor.session, command as CircleCommand, random, actor.nowMs());
  const value = await asked.catch((error: unknown) => {
    if (error instanceof Refused || error instanceof Died) return null;
    throw error;
  });
  await settle();
  return value;
}

const circleIdOf = ({ circle }: CoreDevice<unknown>) => toHex(circle.circleId);

export class Conversation<Group> {
  readonly letters: SaidLetter[] = [];
  readonly #world: World<Group>;
  readonly #chance: Chance;
  #said = 0;

  constructor(world: World<Group>, chance: Chance) {
    this.#world = world;
    this.#chance = chance;
  }

  async open(actor: CoreDevice<Group>): Promise<void> {
    const title = `Question ${(this.#said += 1)}`;
    const fadeHours = 24 * (5 + this.#chance.below(100));
    const asked = { circleId: circleIdOf(actor), title, text: '', fadeHours };
    await send(this.#world, actor, { kind: 'open-discussion', ...asked });
  }

  async contribute(actor: CoreDevice<Group>): Promise<void> {
    const threads = [...threadsWithPending(actor.session, actor.nowMs()).values()];
    if (threads.length === 0) {
      await this.open(actor);
      return;
    }
    const thread = this.#chance.pick(threads);
    const text = `Letter ${(this.#said += 1)} of ${actor.name}`;
    const days = this.#chance.isLikely(0.5) ? 0 : this.#chance.below(60);
    const fadeHours = days * 24 + 1 + this.#chance.below(72);
    const asked = { discussionId: thread.id, text, fadeHours, replyTo: null };
    const saidMs = this.#world.nowMs();
    // By its own clock, which is days behind where nothing has told it that it was away for more than a month.
    const ownMs = actor.nowMs();
    const circleId = circleIdOf(actor);
    if ((await send(this.#world, actor, { kind: 'contribute', circleId, ...asked })) === null)
      return;
    const fadesAtMs = Math.min(ownMs + fadeHours * HOUR_MS, thread.fadesAtMs ?? Infinity);
    this.letters.push({ text, author: actor.name, saidMs, fadesAtMs, isWithdrawn: false });
  }

  /** Somebody edits or takes back their own letter, or answers another's. */
  async amend(actor: CoreDevice<Group>): Promise<void> {
    const circleId = circleIdOf(actor);
    const threads = [...threadsWithPending(actor.session, actor.nowMs()).values()];
    const standing = threads.flatMap(({ letters }) => letters).filter((one) => !one.isWithdrawn);
    if (standing.length === 0) return;
    const { id: entryId, contribution } = this.#chance.pick(standing);
    const said = this.letters.find(({ text }) => text === contribution.text);
    if (said?.author !== actor.name) {
      const reaction = 'heard';
      await send(this.#world, actor, { kind: 'react', circleId, entryId, reaction });
    } else if (this.#chance.isLikely(0.5)) {
      const text = `${said.text}, edited ${(this.#said += 1)}`;
      await send(this.#world, actor, { kind: 'edit', circleId, entryId, text });
    } else {
      said.isWithdrawn = true;
      await send(this.#world, actor, { kind: 'withdraw', circleId, entryId });
    }
  }

  /** About what waited too long its author is asked, and lets it go. */
  async settleOverdue(actor: CoreDevice<Group>): Promise<void> {
    const overdue = actor.circle.outbox.find((intent) => isOverdue(intent, actor.nowMs()));
    if (overdue === undefined) {
      await this.contribute(actor);
      return;
    }
    const asked = { circleId: circleIdOf(actor), entryId: toHex(overdue.localId), send: false };
    await send(this.#world, actor, { kind: 'settle-overdue', ...asked });
  }

  /** A vote that somebody leave, mostly for whom another would have leave already. */
  async remove(actor: CoreDevice<Group>): Promise<void> {
    const { governance, identity } = actor.circle;
    const own = memberKeyOf(identity).publicKey;
    const others = governance.members.filter(({ memberId }) => !equalBytes(memberId, own));
    if (others.length < 3) return;
    const [vote] = governance.removalVotes;
    const isSame = vote !== undefined && this.#chance.isLikely(0.7);
    const memberId = toHex(isSame ? vote.memberId : this.#chance.pick(others).memberId);
    await send(this.#world, actor, {
      kind: 'remove-member',
      circleId: circleIdOf(actor),
      memberId,
    });
  }
}
