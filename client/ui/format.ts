import { HOUR_MS, type Length, type Span } from './fading.ts';

export type Language = 'en' | 'fr';

export type Format = {
  /** "09:12" today, "12 March, 09:12" otherwise, with the year where it is another one. */
  moment(atMs: number, nowMs: number): string;
  /** The same within a sentence: "at 09:12", "on 12 March at 09:12". */
  when(atMs: number, nowMs: number): string;
  /** As `moment`, of what is known to the hour alone: "around 09:00", "12 March, around 09:00". */
  aboutMoment(atMs: number, nowMs: number): string;
  /** As `when`: "around 09:00", "on 12 March around 09:00". */
  aboutWhen(atMs: number, nowMs: number): string;
  /** When the hour that begins there begins and ends: "09:00", "10:00". */
  hourSpan(atMs: number): readonly [from: string, to: string];
  /** "12 March", with the year where it is another one. */
  day(atMs: number, nowMs: number): string;
  /** The same of a date written YYYY-MM-DD. */
  calendarDay(date: string, nowMs: number): string;
  /** "12 March 2026, 09:12" */
  fullMoment(atMs: number): string;
  /** "2 days" */
  span(span: Span | Length): string;
  /** "Alice, Bob and Claire" */
  list(names: readonly string[]): string;
  /** "1.2 MB" */
  bytes(count: number): string;
};

const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', fr: 'fr-FR' };

type Particles = { readonly on: string; readonly at: string; readonly about: string };

const SENTENCES: Readonly<Record<Language, Particles>> = {
  en: { on: 'on', at: 'at', about: 'around' },
  fr: { on: 'le', at: 'à', about: 'vers' },
};

/** "9 h", and "9 h 30" where zones stand half an hour apart. */
function frenchHour(atMs: number): string {
  const at = new Date(atMs);
  const minutes = at.getMinutes();
  const hour = `${at.getHours()}\u00A0h`;
  return minutes === 0 ? hour : `${hour}\u00A0${String(minutes).padStart(2, '0')}`;
}

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
  const lists = new Intl.ListFormat(locale, { type: 'conjunction' });
  // A formatter costs more than a hundred of its answers.
  const spans = new Map<string, Intl.NumberFormat>();
  const day = (atMs: number, nowMs: number) => {
    const isSameYear = new Date(atMs).getFullYear() === new Date(nowMs).getFullYear();
    return (isSameYear ? shortDay : longDay).format(atMs);
  };
  const hour = (atMs: number) => (language === 'fr' ? frenchHour(atMs) : time.format(atMs));
  const { on, at, about } = SENTENCES[language];
  const isToday = (atMs: number, nowMs: number) => dayKey(atMs) === dayKey(nowMs);
  const standing = (atMs: number, nowMs: number, clock: string) =>
    isToday(atMs, nowMs) ? clock : `${day(atMs, nowMs)}, ${clock}`;
  const inSentence = (atMs: number, nowMs: number, clock: string) =>
    isToday(atMs, nowMs) ? clock : `${on} ${day(atMs, nowMs)} ${clock}`;
  return {
    day,
    moment: (atMs, nowMs) => standing(atMs, nowMs, time.format(atMs)),
    when: (atMs, nowMs) => inSentence(atMs, nowMs, `${at} ${time.format(atMs)}`),
    aboutMoment: (atMs, nowMs) => standing(atMs, nowMs, `${about} ${hour(atMs)}`),
    aboutWhen: (atMs, nowMs) => inSentence(atMs, nowMs, `${about} ${hour(atMs)}`),
    hourSpan: (atMs) => [hour(atMs), hour(atMs + HOUR_MS)],
    fullMoment: (atMs) => `${longDay.format(atMs)}, ${time.format(atMs)}`,
    calendarDay: (date, nowMs) => day(new Date(`${date}T12:00:00`).getTime(), nowMs),
    span: ({ unit, count }) => {
      const known = spans.get(unit);
      const span =
        known ?? new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' });
      if (known === undefined) spans.set(unit, span);
      return span.format(count);
    },
    list: (names) => lists.format(names),
    bytes: (count) =>
      new Intl.NumberFormat(locale, {
        style: 'unit',
        unit: 'megabyte',
        maximumFractionDigits: 1,
      }).format(count / 1_000_000),
  };
}
