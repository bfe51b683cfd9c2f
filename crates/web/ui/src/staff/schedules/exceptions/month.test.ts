import { expect, it } from 'vitest';
import { addMonths, covers, daysOf, inOrder, weeksOf } from './month';

it('shows a month in weeks that begin on Mondays', () => {
  const november = weeksOf('2026-11');
  expect(november).toHaveLength(6);
  expect([november[0]?.[0], november[5]?.[6]]).toEqual(['2026-10-26', '2026-12-06']);
  // February of 2027 is four weeks to the day.
  expect(weeksOf('2027-02').map((week) => week.length)).toEqual([7, 7, 7, 7]);
  expect(weeksOf('2027-02')[0]?.[0]).toBe('2027-02-01');
});

it('goes from month to month, over years', () => {
  expect(addMonths('2026-12', 1)).toBe('2027-01');
  expect(addMonths('2026-01', -1)).toBe('2025-12');
  expect(addMonths('2026-03', 0)).toBe('2026-03');
});

it('knows which days are in it, and how many', () => {
  const one = { starts_on: '2026-02-27', ends_on: '2026-03-02' };
  expect(['2026-02-26', '2026-02-27', '2026-03-02', '2026-03-03'].map((day) => covers(one, day))).toEqual([
    false,
    true,
    true,
    false,
  ]);
  expect(daysOf(one)).toBe(4);
  expect(inOrder('2026-03-02', '2026-02-27')).toEqual(['2026-02-27', '2026-03-02']);
});
