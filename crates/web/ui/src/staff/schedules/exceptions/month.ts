import { parseDate } from '@internationalized/date';

/** Days are `YYYY-MM-DD`, months `YYYY-MM`. */

export const monthOf = (day: string) => day.slice(0, 7);

/** A month so many months later. */
export function addMonths(month: string, months: number): string {
  return monthOf(parseDate(`${month}-01`).add({ months }).toString());
}

/** The weeks that show a month, Mondays first: four to six of them, with the days of its neighbours. */
export function weeksOf(month: string): string[][] {
  const first = parseDate(`${month}-01`);
  const before = (new Date(`${month}-01T12:00:00Z`).getUTCDay() + 6) % 7;
  const days = first.calendar.getDaysInMonth(first);
  const weeks = Math.ceil((before + days) / 7);
  return Array.from({ length: weeks }, (_, week) =>
    Array.from({ length: 7 }, (_day, at) => first.add({ days: week * 7 + at - before }).toString()),
  );
}

interface Spanning {
  starts_on: string;
  ends_on: string;
}

export const covers = ({ starts_on, ends_on }: Spanning, day: string) => starts_on <= day && day <= ends_on;

/** How many days it lasts, both ends included. */
export function daysOf({ starts_on, ends_on }: Spanning): number {
  return (Date.parse(ends_on) - Date.parse(starts_on)) / 86_400_000 + 1;
}

/** The days from one to another, whichever is first. */
export const inOrder = (a: string, b: string): [string, string] => (a <= b ? [a, b] : [b, a]);
