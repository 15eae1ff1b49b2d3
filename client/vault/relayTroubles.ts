import type { CircleTrouble } from '../model/snapshot.ts';
import { graver } from './trouble.ts';

/** What a relay withholds from a circle, or will not do for it, for as long as it does not. */

export type RelayTroubles = {
  /** The circle's log is open. */
  readonly opens: () => void;
  /** It shows less of the log than it has shown. */
  readonly shortens: () => void;
  /** The log may hold no more. */
  readonly isFull: (isFull: boolean) => void;
  /** It calls what is sent outdated, and shows nothing newer. */
  readonly stalls: (isStalled: boolean) => void;
  /** It does not make a log: the circle's (`log`), that of the era to come (`next`), or an inbox by its id. */
  readonly refuses: (name: string, isRefused: boolean) => void;
  readonly gravest: () => CircleTrouble | null;
};

export function createRelayTroubles(onChange: () => void): RelayTroubles {
  let isShortened = false;
  let isLogFull = false;
  let isStalled = false;
  const refused = new Set<string>();

  return {
    opens() {
      isShortened = false;
      refused.delete('log');
      refused.delete('next');
    },
    shortens() {
      isShortened = true;
      onChange();
    },
    isFull(isFull) {
      isLogFull = isFull;
      onChange();
    },
    stalls(isStalledNow) {
      if (isStalled === isStalledNow) return;
      isStalled = isStalledNow;
      onChange();
    },
    refuses(name, isRefused) {
      if (isRefused) refused.add(name);
      else refused.delete(name);
      onChange();
    },
    gravest() {
      const full = isLogFull ? 'relay-full' : null;
      const refuses = refused.size > 0 ? 'relay-refuses' : null;
      const stalls = isStalled ? 'relay-stalls' : null;
      return graver(graver(graver(full, refuses), stalls), isShortened ? 'fork' : null);
    },
  };
}
