import { parseDate } from '@internationalized/date';

/** Whether a text is a day of the calendar, `YYYY-MM-DD`: what came in an address may be anything. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  try {
    return parseDate(text).toString() === text;
  } catch {
    return false;
  }
}
