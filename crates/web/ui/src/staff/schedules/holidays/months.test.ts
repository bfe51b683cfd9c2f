import { expect, it } from 'vitest';
import { byMonth } from './months';

it('has twelve months, each with its days in order', () => {
  const day = (at: string) => ({ day: at, name: at, source: 'country', is_working: false });
  const months = byMonth(2026, [day('2026-12-25'), day('2026-12-08'), day('2026-01-01')]);
  expect(months).toHaveLength(12);
  expect(months[0]).toEqual({ month: '2026-01', holidays: [day('2026-01-01')] });
  expect(months[11]?.holidays.map((one) => one.day)).toEqual(['2026-12-08', '2026-12-25']);
});
