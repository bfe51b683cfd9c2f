import { expect, it } from 'vitest';
import { trialDaysLeft } from './trial';

it('counts the days of a trial by the calendar, not by the clock', () => {
  expect(trialDaysLeft('2026-12-05', '2026-11-21')).toBe(14);
  expect(trialDaysLeft('2026-11-21', '2026-11-21')).toBe(0);
  expect(trialDaysLeft('2026-11-20', '2026-11-21')).toBe(0);
});
