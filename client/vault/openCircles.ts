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
  /** The plain id goes to the newest that has a seat. */
  add(session: CircleSession): void;
};

export function createOpenCircles(): OpenCircles {
  const circles = new Map<string, CircleSession>();

  const isSeated = (session: CircleSession) => {
    const { isRemoved, lost } = session.state();
    return !isRemoved && lost === null;
  };

  return {
    all: () => [...circles.values()],
    entries: () => [...circles],
    named(id) {
      const session = circles.get(id);
      if (session === undefined) throw new Refused('gone');
      return session;
    },
    holds(circleId) {
      const id = toHex(circleId);
      const ofCircle = (session: CircleSession) => toHex(session.state().circleId) === id;
      return [...circles.values()].some((session) => ofCircle(session) && isSeated(session));
    },
    add(session) {
      const id = toHex(session.state().circleId);
      const standing = circles.get(id);
      const isBehind = standing !== undefined && isSeated(standing) && !isSeated(session);
      const past = isBehind ? session : standing;
      circles.delete(id);
      if (past !== undefined) circles.set(`${id}${past.state().ordinal}`, past);
      circles.set(id, isBehind ? standing : session);
    },
  };
}
