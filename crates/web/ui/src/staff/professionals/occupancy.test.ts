import { expect, it } from 'vitest';
import { occupancy, share } from './occupancy';

const slot = (professional_id: string | null, starts_at: string, ends_at: string) => ({
  professional_id,
  starts_at,
  ends_at,
});
const days = ['2026-11-24', '2026-11-25'];
const dayOf = (instant: string) => instant.slice(0, 10);

it('sums working and booked minutes by professional and day, without rooms and other days', () => {
  const found = occupancy(
    [
      slot('a', '2026-11-24T13:00:00Z', '2026-11-24T17:00:00Z'),
      slot('a', '2026-11-24T18:00:00Z', '2026-11-24T22:00:00Z'),
      slot(null, '2026-11-24T18:00:00Z', '2026-11-24T22:00:00Z'),
      slot('a', '2026-11-26T18:00:00Z', '2026-11-26T22:00:00Z'),
    ],
    [slot('a', '2026-11-24T13:00:00Z', '2026-11-24T15:00:00Z')],
    days,
    dayOf,
  );
  expect(found.get('a')).toEqual([
    { day: '2026-11-24', working: 480, booked: 120 },
    { day: '2026-11-25', working: 0, booked: 0 },
  ]);
  expect(found.size).toBe(1);
  expect(share(found.get('a') ?? [])).toBe(0.25);
});

it('has no share where nobody works, and all at most', () => {
  expect(share([{ day: 'd', working: 0, booked: 30 }])).toBeNull();
  expect(share([{ day: 'd', working: 60, booked: 90 }])).toBe(1);
});
