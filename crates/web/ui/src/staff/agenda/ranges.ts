import type { Formats } from '../../format/formats';
import type { View } from './state';

/** The days that a view shows around a date, both included. The month has whole weeks. */
export function daysOf(view: View, date: string, formats: Formats): { from: string; until: string } {
  switch (view) {
    case 'day':
      return { from: date, until: date };
    case 'week': {
      const from = formats.weekOf(date);
      return { from, until: formats.addDays(from, 6) };
    }
    case 'list':
      return { from: date, until: formats.addDays(date, 6) };
    case 'month': {
      const first = `${date.slice(0, 7)}-01`;
      const next = formats.addDays(first, 31).slice(0, 7);
      const from = formats.weekOf(first);
      return { from, until: formats.addDays(formats.weekOf(formats.addDays(`${next}-01`, -1)), 6) };
    }
  }
}

/** The date a step away: the next or previous day, week or month. */
export function step(view: View, date: string, by: 1 | -1, formats: Formats): string {
  if (view === 'day') return formats.addDays(date, by);
  if (view === 'week' || view === 'list') return formats.addDays(date, 7 * by);
  const first = `${date.slice(0, 7)}-01`;
  return by === 1
    ? `${formats.addDays(first, 31).slice(0, 7)}-01`
    : `${formats.addDays(first, -1).slice(0, 7)}-01`;
}

/** All days from one to another. */
export function eachDay(from: string, until: string, formats: Formats): string[] {
  const days: string[] = [];
  for (let day = from; day <= until; day = formats.addDays(day, 1)) days.push(day);
  return days;
}

/** A span of a day by the clock on the wall, `YYYY-MM-DDTHH:MM:SS`. */
export interface Span {
  start: string;
  end: string;
}

/** Which hours of the day are drawn: those with work or appointments and one more at each end. */
export function hoursOf(spans: Span[]): { min: number; max: number } {
  let [min, max] = [24, 0];
  for (const { start, end } of spans) {
    min = Math.min(min, Number(start.slice(11, 13)));
    const overnight = end.slice(0, 10) > start.slice(0, 10);
    max = Math.max(max, overnight ? 24 : Number(end.slice(11, 13)) + (end.slice(14, 16) === '00' ? 0 : 1));
  }
  return min >= max ? { min: 7, max: 20 } : { min: Math.max(0, min - 1), max: Math.min(24, max + 1) };
}

/** The time of day of an hour, `HH:MM:SS`; 24 is the end of the day. */
export const hourText = (hour: number) => `${String(hour).padStart(2, '0')}:00:00`;

/** What is left of a day's hours without these spans: when nobody works. */
export function outside(
  day: string,
  hours: { min: number; max: number },
  open: Span[],
  nextDay: string,
): Span[] {
  const last = hours.max === 24 ? `${nextDay}T00:00:00` : `${day}T${hourText(hours.max)}`;
  let at = `${day}T${hourText(hours.min)}`;
  const closed: Span[] = [];
  for (const { start, end } of [...open].sort((a, b) => a.start.localeCompare(b.start))) {
    if (end <= at || start >= last) continue;
    if (start > at) closed.push({ start: at, end: start });
    if (end > at) at = end;
  }
  if (at < last) closed.push({ start: at, end: last });
  return closed;
}
