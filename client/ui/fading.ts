/** How long things live and how their ink shows it. Hours of fading are null for "kept". */

export const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const OFFERED_HOURS: readonly number[] = [1, 24, 168, 720, 2160, 8760];

/** When names may fade; null: with what they stand beside. */
export const ATTRIBUTION_FADE_CHOICES: readonly (number | null)[] = [24, 168, null];

/** What a discussion may be given: nothing beyond the charter's longest; null ("keep") only where that is null. */
export function discussionFadeChoices(longestFade: number | null): readonly (number | null)[] {
  if (longestFade === null) return [...OFFERED_HOURS, null];
  const within = OFFERED_HOURS.filter((hours) => hours < longestFade);
  return [...within, longestFade];
}

/**
 * What a contribution may be given that is shorter than its discussion; "as long as the discussion" always
 * stands beside these.
 */
export function contributionFadeChoices(
  longestFade: number | null,
  discussionFadesAtMs: number | null,
  nowMs: number,
): readonly number[] {
  const remainingMs =
    discussionFadesAtMs === null ? Number.POSITIVE_INFINITY : discussionFadesAtMs - nowMs;
  return OFFERED_HOURS.filter(
    (hours) => hours * HOUR_MS < remainingMs && (longestFade === null || hours <= longestFade),
  );
}

/** The longest choice that is no longer than `wanted`; null, where nothing is, for the discussion's own life. */
export function closestFade(choices: readonly number[], wanted: number | null): number | null {
  return wanted !== null && choices.includes(wanted) ? wanted : null;
}

export type InkStage = 'full' | 'soft' | 'last';

const SOFT_SHARE = 1 / 2;
const LAST_SHARE = 1 / 8;

/** Which ink a life deserves by the share of it that remains. What is kept stays full. */
export function inkStage(writtenAtMs: number, fadesAtMs: number | null, nowMs: number): InkStage {
  const share = remainingShare(writtenAtMs, fadesAtMs, nowMs);
  if (share > SOFT_SHARE) return 'full';
  return share > LAST_SHARE ? 'soft' : 'last';
}

/** How many quarter-arcs of the ring remain beside a name, 4 to 1; 0 once the name has faded. */
export function attributionQuarters(
  writtenAtMs: number,
  attributionFadesAtMs: number,
  nowMs: number,
): number {
  return Math.ceil(remainingShare(writtenAtMs, attributionFadesAtMs, nowMs) * 4);
}

function remainingShare(fromMs: number, toMs: number | null, nowMs: number): number {
  if (toMs === null) return 1;
  if (toMs <= fromMs) return 0;
  return Math.min(1, Math.max(0, (toMs - nowMs) / (toMs - fromMs)));
}

export type Span = { readonly unit: 'minute' | 'hour' | 'day' | 'month'; readonly count: number };

/** The remaining time as one would say it. Never more than remains, and never less than a minute. */
export function spanUntil(atMs: number, nowMs: number): Span {
  const leftMs = Math.max(0, atMs - nowMs);
  if (leftMs >= 60 * DAY_MS) return { unit: 'month', count: Math.floor(leftMs / (30 * DAY_MS)) };
  if (leftMs >= 2 * DAY_MS) return { unit: 'day', count: Math.floor(leftMs / DAY_MS) };
  if (leftMs >= 2 * HOUR_MS) return { unit: 'hour', count: Math.floor(leftMs / HOUR_MS) };
  return { unit: 'minute', count: Math.max(1, Math.floor(leftMs / 60_000)) };
}

export type Length = { readonly unit: 'hour' | 'day' | 'year'; readonly count: number };

/** A length of fading as the charter names it: 24 hours, 7 days, 1 year. */
export function lengthOf(hours: number): Length {
  if (hours > 0 && hours % 8760 === 0) return { unit: 'year', count: hours / 8760 };
  if (hours > 24 && hours % 24 === 0) return { unit: 'day', count: hours / 24 };
  return { unit: 'hour', count: hours };
}
