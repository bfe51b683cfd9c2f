import type { Holiday } from '../../../api/schema';

/** The holidays of a year, month by month; days of the country that the business spoke of are one. */
export function byMonth(year: number, holidays: Holiday[]): { month: string; holidays: Holiday[] }[] {
  return Array.from({ length: 12 }, (_, at) => {
    const month = `${year}-${String(at + 1).padStart(2, '0')}`;
    return {
      month,
      holidays: holidays
        .filter(({ day }) => day.startsWith(month))
        .sort((a, b) => a.day.localeCompare(b.day)),
    };
  });
}
