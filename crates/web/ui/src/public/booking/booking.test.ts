import { describe, expect, test } from 'vitest';
import type { FreeDay, FreeStart, PublicHold, PublicProfessional, PublicService } from '../../api/schema';
import { read, write, type Choice } from './address';
import { byCategory, carried, found, lines, reachable, toggled, total, withServices } from './flow';
import { byPart, endsWith, firstFree, nearest } from './times';

const [A, B, C] = ['a', 'b', 'c'].map((letter) => `${letter.repeat(8)}-0000-7000-8000-000000000000`) as [
  string,
  string,
  string,
];
const choice = (more: Partial<Choice> = {}): Choice => ({
  services: [A],
  professional: null,
  branch: null,
  day: null,
  ...more,
});

const service = (id: string, more: Partial<PublicService> = {}): PublicService => ({
  id,
  name: `Servicio ${id[0]}`,
  price: '50.00',
  minutes: 30,
  ...more,
});

const start = (local: string): FreeStart => ({
  local,
  starts_at: `2026-11-23T${local}:00Z`,
  ends_at: `2026-11-23T${local}:00Z`,
  professional_id: A,
});

describe('the address of a booking', () => {
  test('is read as it was written', () => {
    const chosen = choice({ services: [A, B], professional: C, branch: B, day: '2026-11-24' });
    const [path = '', search = ''] = write('time', chosen).split(/(?=\?)/);
    expect(path).toBe('/reservar/hora');
    expect(read({ path, search })).toEqual({ step: 'time', choice: chosen });
  });

  test('means nothing where it makes no sense', () => {
    const { step, choice: chosen } = read({
      path: '/reservar/otra',
      search: `?service=x,${A},${A}&professional=any&day=mañana`,
    });
    expect(step).toBe('services');
    expect(chosen).toEqual(choice());
  });

  test('names no more services than a visit has', () => {
    const many = Array.from({ length: 9 }, (_, at) => A.replace(/^a/, String(at)));
    expect(read({ path: '/reservar', search: `?service=${many.join(',')}` }).choice.services).toHaveLength(5);
  });
});

describe('the steps of a booking', () => {
  const held = { hold: { hold: 't' } as PublicHold, until: 1 };

  test('are taken one after the other', () => {
    expect(reachable('time', choice({ services: [] }), {})).toBe('services');
    expect(reachable('time', choice(), {})).toBe('time');
    expect(reachable('details', choice(), {})).toBe('time');
    expect(reachable('details', choice(), { held })).toBe('details');
    expect(reachable('done', choice(), { held })).toBe('services');
  });

  test('carry the own hold on, and nothing else by themselves', () => {
    expect(carried({ held, lost: 'x' })).toEqual({ held });
    expect(carried({ held }, { seen: true })).toEqual({ held, seen: true });
    expect(carried({}, { seen: true })).toEqual({ seen: true });
  });

  test('choose services, five at most', () => {
    expect(toggled([A], B)).toEqual([A, B]);
    expect(toggled([A, B], A)).toEqual([B]);
    const full = ['1', '2', '3', '4', '5'];
    expect(toggled(full, A)).toBe(full);
  });

  test('forget a professional who was chosen for another service', () => {
    const chosen = choice({ professional: C, day: '2026-11-24' });
    expect(withServices(chosen, [A, B])).toMatchObject({ professional: C, day: null });
    expect(withServices(chosen, [B]).professional).toBeNull();
  });

  test('add up what a visit costs, with what the professional asks for the first service', () => {
    const dear = {
      id: C,
      full_name: 'Dra. Ruiz',
      specialities: [],
      price: '80',
      minutes: 45,
    } as PublicProfessional;
    const offered = [service(A), service(B, { price: '20.50', minutes: 15 })];
    expect(total(lines([A, B], offered, [dear], C))).toEqual({ price: 100.5, minutes: 60 });
    expect(total(lines([A, B], offered, [dear], null))).toEqual({ price: 70.5, minutes: 45 });
    expect(lines([C], offered, [dear], null)).toEqual([]);
  });

  test('find services however they are written', () => {
    const offered = [service(A, { name: 'Valoración odontológica' }), service(B, { category: 'Cirugía' })];
    expect(found(offered, 'odontologica VALOR').map(({ id }) => id)).toEqual([A]);
    expect(found(offered, 'cirugia').map(({ id }) => id)).toEqual([B]);
    expect(found(offered, '  ')).toHaveLength(2);
    expect(byCategory(offered).map(({ category }) => category)).toEqual(['Cirugía', null]);
  });
});

describe('free times', () => {
  test('are grouped as people speak of a day', () => {
    const groups = byPart(['08:00', '11:45', '12:00', '17:45', '18:00'].map(start));
    expect(groups.map(({ part, starts }) => [part, starts.map(({ local }) => local)])).toEqual([
      ['morning', ['08:00', '11:45']],
      ['afternoon', ['12:00', '17:45']],
      ['evening', ['18:00']],
    ]);
    expect(byPart([])).toEqual([]);
  });

  test('begin at the first day that has any, and end with the window', () => {
    const days: FreeDay[] = [
      { date: '2026-11-22', reason: 'nobody_works', starts: [] },
      { date: '2026-11-23', starts: [start('09:00')] },
    ];
    expect(firstFree(days)?.date).toBe('2026-11-23');
    expect(firstFree(days.slice(0, 1))).toBeNull();
    expect(endsWith(days)).toBe(false);
    expect(endsWith([...days, { date: '2026-11-24', reason: 'too_far_ahead', starts: [] }])).toBe(true);
  });

  test('nearest to one that was lost come first', () => {
    const free = ['08:00', '09:00', '10:30', '11:00', '16:00'].map(start);
    expect(nearest(free, start('10:00').starts_at).map(({ local }) => local)).toEqual([
      '09:00',
      '10:30',
      '11:00',
    ]);
  });
});
