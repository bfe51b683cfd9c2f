import { expect, it } from 'vitest';
import { placeOf } from './place';

const slot = (professional_id: string, branch_id: string, from: number) => ({
  professional_id,
  branch_id,
  starts_at: `2026-11-20T${from}:00:00Z`,
  ends_at: `2026-11-20T${from + 4}:00:00Z`,
});
const known = {
  branch: null,
  branches: [{ id: 'north' }, { id: 'south' }],
  rooms: [{ id: 'room', branch_id: 'south' }],
  open: [slot('ana', 'north', 10), slot('ana', 'south', 15), slot('luis', 'south', 10)],
};
const at = '2026-11-20T16:00:00Z';

it('is where somebody pointed', () => {
  expect(placeOf({ ...known, branch: { id: 'north' } }, { room: 'room', at })).toBe('north');
  expect(placeOf(known, { room: 'room', at })).toBe('south');
  expect(placeOf(known, { professional: 'ana', at })).toBe('south');
  expect(placeOf(known, { professional: 'luis', at })).toBe('south');
});

it('is asked where nobody can tell', () => {
  expect(placeOf(known, { professional: 'ana', at: null })).toBeNull();
  expect(placeOf(known, { at })).toBeNull();
  expect(placeOf({ ...known, branches: [{ id: 'north' }] }, { at: null })).toBe('north');
});
