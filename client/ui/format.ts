import type { Length, Span } from './fading.ts';

export type Language = 'en' | 'fr';

export type Format = {
  /** "09:12" today, "12 March, 09:12" otherwise, with the year where it is another one. */
  moment(atMs: number, nowMs: number): string;
  /** The same within a sentence: "at 09:12", "on 12 March at 09:12". */
  when(atMs: number, nowMs: number): string;
  /** "12 March", with the year where it is another one. */
  day(atMs: number, nowMs: number): string;
  /** The same of a date written YYYY-MM-DD. */
  calendarDay(date: string, nowMs: number): string;
  /** "12 March 2026, 09:12" */
  fullMoment(atMs: number): string;
  /** "2 days" */
  span(span: Span | Length): string;
  /** "1.2 MB" */
  bytes(count: number): string;
};

const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', fr: 'fr-FR' };

const SENTENCES: Readonly<Record<Language, { readonly on: string; readonly at: string }>> = {
  en: { on: 'on', at: 'at' },
  fr: { on: 'le', at: 'à' },
};

function dayKey(atMs: number): string {
  const at = new Date(atMs);
  return `${at.getFullYear()}-${at.getMonth()}-${at.getDate()}`;
}

export function createFormat(language: Language): Format {
  const locale = LOCALES[language];
  const time = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });
  const shortDay = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long' });
  const longDay = new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  });
  // A formatter costs more than a hundred of its answers.
  const spans = new Map<string, Intl.NumberFormat>();
  const day = (atMs: number, nowMs: number) => {
    const isSameYear = new Date(atMs).getFullYear() === new Date(nowMs).getFullYear();
    return (isSameYear ? shortDay : longDay).format(atMs);
  };
  return {
    day,
    when: (atMs, nowMs) => {
      const { on, at } = SENTENCES[language];
      const hour = `${at} ${time.format(atMs)}`;
      return dayKey(atMs) === dayKey(nowMs) ? hour : `${on} ${day(atMs, nowMs)} ${hour}`;
    },
    moment: (atMs, nowMs) => {
      const hour = time.format(atMs);
      return dayKey(atMs) === dayKey(nowMs) ? hour : `${day(atMs, nowMs)}, ${hour}`;
    },
    fullMoment: (atMs) => `${longDay.format(atMs)}, ${time.format(atMs)}`,
    calendarDay: (date, nowMs) => day(new Date(`${date}T12:00:00`).getTime(), nowMs),
    span: ({ unit, count }) => {
      const known = spans.get(unit);
      const span =
        known ?? new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' });
      if (known === undefined) spans.set(unit, span);
      return span.format(count);
    },
    bytes: (count) =>
      new Intl.NumberFormat(locale, {
        style: 'unit',
        unit: 'megabyte',
        maximumFractionDigits: 1,
      }).format(count / 1_000_000),
  };
}
