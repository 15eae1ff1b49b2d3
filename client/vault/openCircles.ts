import { toHex } from '../../crypto/index.ts';
import { Refused } from './refused.ts';
import type { CircleSession } from './sessionFace.ts';

/**
 * The circles of a house, by the ids under which screens name them. Whose device has lost its seat may sit down again by a new
 * invite, as somebody new: what could be read before stays beside that, apart, since an inviter chooses the circle that an
 * invitation claims.
 */

export type OpenCircles = {
  all(): readonly CircleSession[];
  entries(): readonly (readonly [id: string, session: CircleSession])[];
  /** Throws `Refused`. */
  named(id: string): CircleSession;
  /** Whether this device has a seat there. */
  holds(circleId: Uint8Array): boolean;
  /** Throws where this device has a seat there already: its keys would be nobody's to destroy. */
  add(session: CircleSession): void;
};

export function createOpenCircles(): OpenCircles {
  const circles = new Map<string, CircleSession>();

  function holds(circleId: Uint8Array): boolean {
    const state = circles.get(toHex(circleId))?.state();
    return state !== undefined && !state.isRemoved && state.lost === null;
  }

  return {
    all: () => [...circles.values()],
    entries: () => [...circles],
    named(id) {
      const session = circles.get(id);
      if (session === undefined) throw new Refused('gone');
      return session;
    },
    holds,
    add(session) {
      const { circleId } = session.state();
      if (holds(circleId)) throw new Error('this circle is open already');
      const id = toHex(circleId);
      const past = circles.get(id);
      circles.delete(id);
      if (past !== undefined) circles.set(`${id}${past.state().ordinal}`, past);
      circles.set(id, session);
    },
  };
}
