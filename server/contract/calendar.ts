/**
 * Days, without hours or zones: when an instalment falls due, how old a rate is.
 *
 * Pure: whoever knows the time says which day it is (`dateAt`).
 */

/** A day, `2026-11-24`. */
export type IsoDate = `${number}-${number}-${number}`;

const dayMs = 86_400_000;

/** Whether a text is a day that exists: `2026-02-30` is none. */
export function isIsoDate(text: string): text is IsoDate {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** Which day it is at that moment, for people in that zone. */
export function dateAt(ms: number, timeZone = 'Europe/Paris'): IsoDate {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).formatToParts(new Date(ms));
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((one) => one.type === type)?.value ?? '';
  return parsed(`${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`);
}

/** The same day of a later month; where that month is too short, its last day (31 January + 1 is 28 February). */
export function addMonths(date: IsoDate, months: number): IsoDate {
  const [year, month, day] = numbersOf(date);
  const first = new Date(Date.UTC(year, month - 1 + months, 1));
  const lastDay = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  return written(first.getTime() + (Math.min(day, lastDay) - 1) * dayMs);
}

export function addDays(date: IsoDate, days: number): IsoDate {
  return written(startOf(date) + days * dayMs);
}

/** How many days from Monday to Friday lie after `from`, up to and with `to`. None when `to` is not later. */
export function weekdaysBetween(from: IsoDate, to: IsoDate): number {
  const start = startOf(from);
  const days = Math.max(0, Math.round((startOf(to) - start) / dayMs));
  let weekdays = Math.floor(days / 7) * 5;
  for (let day = days - (days % 7) + 1; day <= days; day += 1) {
    const weekday = new Date(start + day * dayMs).getUTCDay();
    if (weekday !== 0 && weekday !== 6) weekdays += 1;
  }
  return weekdays;
}

function numbersOf(date: IsoDate): [year: number, month: number, day: number] {
  return [Number(date.slice(0, 4)), Number(date.slice(5, 7)), Number(date.slice(8, 10))];
}

/** Midnight UTC of that day. @throws RangeError when it is no day. */
function startOf(date: IsoDate): number {
  return new Date(`${parsed(date)}T00:00:00Z`).getTime();
}

function written(ms: number): IsoDate {
  return parsed(new Date(ms).toISOString().slice(0, 10));
}

function parsed(text: string): IsoDate {
  if (!isIsoDate(text)) throw new RangeError(`not a day: ${text}`);
  return text;
}
