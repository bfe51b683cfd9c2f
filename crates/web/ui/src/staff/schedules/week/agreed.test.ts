import { expect, it } from 'vitest';
import { agreed } from './agreed';

it('tells appointments by the clock of their branch, whose day may be another', () => {
  const late = { starts_at: '2026-11-24T02:30:00Z', ends_at: '2026-11-24T03:15:00Z', branch_id: 'lima' };
  expect(agreed([late], () => 'America/Lima')).toEqual([{ weekday: 1, from: 1290, until: 1335 }]);
  expect(agreed([late], () => 'Europe/Madrid')).toEqual([{ weekday: 2, from: 210, until: 255 }]);
});
