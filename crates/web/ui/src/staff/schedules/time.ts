/** Times of day as minutes since midnight, 0 to 1440; the last is the midnight that ends the day. */

export const DAY = 24 * 60;
/** What pointers and arrow keys move by. */
export const STEP = 15;

/** Reads what people write: `9`, `930`, `9:30`, `9.30`, `21h`, `24:00`. Null where it is no time. */
export function parseTime(text: string): number | null {
  const match = /^(\d{1,2})(?:[:.h ]?(\d{2}))?h?$/i.exec(text.trim());
  if (!match) return null;
  const [hours, minutes] = [Number(match[1]), Number(match[2] ?? 0)];
  const time = hours * 60 + minutes;
  return minutes < 60 && time <= DAY ? time : null;
}

/** `08:30`. */
export function formatTime(time: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(Math.floor(time / 60))}:${two(time % 60)}`;
}

export function snap(time: number, step = STEP): number {
  return Math.round(time / step) * step;
}

export function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

/** Hours of a day, the end not included. */
export interface Span {
  from: number;
  until: number;
}

export const overlaps = (a: Span, b: Span): boolean => a.from < b.until && b.from < a.until;

/** What is left of some spans without another. */
export function without<T extends Span>(spans: T[], other: Span): T[] {
  return spans.flatMap((span) => {
    if (!overlaps(span, other)) return [span];
    return [
      { ...span, until: Math.min(span.until, other.from) },
      { ...span, from: Math.max(span.from, other.until) },
    ].filter((piece) => piece.from < piece.until);
  });
}

export const length = (spans: Span[]): number =>
  spans.reduce((sum, { from, until }) => sum + until - from, 0);
