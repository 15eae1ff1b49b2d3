import { lengthOf, spanUntil } from '../fading.ts';
import type { Format } from '../format.ts';
import type { Messages } from '../locales/en.ts';

/** "Fades in 2 days", "Kept" */
export function fadeWords(
  fadesAtMs: number | null,
  nowMs: number,
  t: Messages['fade'],
  format: Format,
): string {
  if (fadesAtMs === null) return t.kept;
  return fadesAtMs <= nowMs ? t.now : t.in(format.span(spanUntil(fadesAtMs, nowMs)));
}

/** A length as a choice: "7 days", or the word for what is kept. */
export function lengthWords(hours: number | null, kept: string, format: Format): string {
  return hours === null ? kept : format.span(lengthOf(hours));
}
