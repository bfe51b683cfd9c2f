import { parseDate } from '@internationalized/date';
import { isDay } from '../../format/day';

/** Days, the first and the last among them. */
export interface Range {
  from: string;
  until: string;
}

export const PERIODS = ['today', '7d', '30d', 'month'] as const;
export type Period = (typeof PERIODS)[number] | 'custom';

const days = ({ from, until }: Range) => parseDate(until).compare(parseDate(from)) + 1;

/** The days of a period that ends today. */
export function rangeOf(period: Exclude<Period, 'custom'>, today: string): Range {
  const end = parseDate(today);
  switch (period) {
    case 'today':
      return { from: today, until: today };
    case '7d':
      return { from: end.subtract({ days: 6 }).toString(), until: today };
    case '30d':
      return { from: end.subtract({ days: 29 }).toString(), until: today };
    case 'month':
      return { from: end.set({ day: 1 }).toString(), until: today };
  }
}

/**
 * As many days with the same weekdays, right before: a Friday against the Friday before. None where the period before
 * has the same weekdays already.
 */
export function sameWeekdays(range: Range): Range | null {
  const length = days(range);
  if (length % 7 === 0) return null;
  const back = { days: Math.ceil(length / 7) * 7 };
  return {
    from: parseDate(range.from).subtract(back).toString(),
    until: parseDate(range.until).subtract(back).toString(),
  };
}

/** The period that an address asks for; what makes no sense is the last seven days. */
export function readRange(query: URLSearchParams, today: string): Range & { period: Period } {
  const [from, until] = [query.get('from') ?? '', query.get('until') ?? ''];
  if (isDay(from) && isDay(until) && from <= until && days({ from, until }) <= 366) {
    return { from, until, period: 'custom' };
  }
  const asked = PERIODS.find((period) => period === query.get('period')) ?? '7d';
  return { ...rangeOf(asked, today), period: asked };
}

/** How much more, as a share of before; null where there is nothing to compare with. */
export function change(now: number | null, before: number | null): number | null {
  return now === null || before === null || before === 0 ? null : (now - before) / before;
}
