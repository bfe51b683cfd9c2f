import { expect, it } from 'vitest';
import { grouped, minutesSince, patience } from './groups';

const at = (time: string) => `2026-11-20T${time}:00Z`;
const one = (id: string, state: string, starts: string, arrived: string | null = null) => ({
  id,
  state,
  starts_at: at(starts),
  arrived_at: arrived && at(arrived),
});

it('the desk sees who waits in the order they came, and who should be here', () => {
  const groups = grouped(
    [
      one('later', 'confirmada', '15:00'),
      one('late', 'pendiente', '09:30'),
      one('came second', 'confirmada', '10:00', '09:50'),
      one('came first', 'pendiente', '10:30', '09:40'),
      one('in the chair', 'en_curso', '09:00', '08:55'),
      one('done', 'completada', '08:00'),
      one('called off', 'cancelada', '08:30'),
      one('missed', 'no_asistio', '08:15'),
    ],
    Date.parse(at('10:00')),
  );
  const names = Object.fromEntries(
    Object.entries(groups).map(([group, rows]) => [group, rows.map(({ id }) => id)]),
  );
  expect(names).toEqual({
    waiting: ['came first', 'came second'],
    inProgress: ['in the chair'],
    late: ['late'],
    next: ['later'],
    done: ['done'],
    lost: ['missed', 'called off'],
  });
});

it('waiting is counted in whole minutes, and grows urgent', () => {
  expect(minutesSince(at('10:00'), Date.parse(at('10:14')) + 59_000)).toBe(14);
  expect(minutesSince(at('10:00'), Date.parse(at('09:00')))).toBe(0);
  expect([14, 15, 30].map(patience)).toEqual(['calm', 'restless', 'leaving']);
});
