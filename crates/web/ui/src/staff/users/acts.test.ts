import { expect, it } from 'vitest';
import { possible } from './acts';

const ana = { invited: false, is_active: true, second_factor: true, last_login_at: '2026-01-01T00:00:00Z' };
const may = () => true;

it('offers what makes sense', () => {
  expect(possible(ana, false, may)).toEqual(['reset', 'secondFactor', 'disable']);
  expect(possible({ ...ana, is_active: false, second_factor: false }, false, may)).toEqual(['enable']);
  expect(possible({ ...ana, invited: true, second_factor: false, last_login_at: null }, false, may)).toEqual([
    'invite',
    'disable',
    'delete',
  ]);
});

it('lets nobody shut themselves out', () => {
  expect(possible(ana, true, may)).toEqual([]);
});

it('offers nothing to whoever may only look', () => {
  expect(possible(ana, false, () => false)).toEqual([]);
});
