import { describe, expect, it } from 'vitest';
import { Formats } from '../../format/formats';
import { conflictOf, type Taken } from './conflicts';
import { daysOf, hoursOf, outside, step } from './ranges';
import { parseState, writeState } from './state';
import { verbsOf } from './verbs';

const formats = new Formats({ locale: 'es-PE', time_zone: 'America/Lima', currency: 'PEN' }, 'es');

describe('the days of a view', () => {
  it('are whole weeks from Monday', () => {
    expect(daysOf('week', '2026-11-21', formats)).toEqual({ from: '2026-11-16', until: '2026-11-22' });
    expect(daysOf('month', '2026-11-21', formats)).toEqual({ from: '2026-10-26', until: '2026-12-06' });
    expect(daysOf('month', '2026-02-10', formats)).toEqual({ from: '2026-01-26', until: '2026-03-01' });
    expect(daysOf('list', '2026-11-21', formats)).toEqual({ from: '2026-11-21', until: '2026-11-27' });
  });

  it('are walked through', () => {
    expect(step('day', '2026-11-30', 1, formats)).toBe('2026-12-01');
    expect(step('week', '2026-11-21', -1, formats)).toBe('2026-11-14');
    expect(step('month', '2026-01-31', 1, formats)).toBe('2026-02-01');
    expect(step('month', '2026-01-31', -1, formats)).toBe('2025-12-01');
  });
});

describe('the hours that are drawn', () => {
  it('have an hour more at each end', () => {
    const span = { start: '2026-11-21T08:30:00', end: '2026-11-21T18:15:00' };
    expect(hoursOf([span])).toEqual({ min: 7, max: 20 });
    expect(hoursOf([])).toEqual({ min: 7, max: 20 });
    expect(hoursOf([{ start: '2026-11-21T20:00:00', end: '2026-11-22T01:00:00' }])).toEqual({
      min: 19,
      max: 24,
    });
  });

  it('are closed where nobody works', () => {
    const open = [
      { start: '2026-11-21T14:00:00', end: '2026-11-21T18:00:00' },
      { start: '2026-11-21T08:00:00', end: '2026-11-21T13:00:00' },
    ];
    expect(outside('2026-11-21', { min: 7, max: 19 }, open, '2026-11-22')).toEqual([
      { start: '2026-11-21T07:00:00', end: '2026-11-21T08:00:00' },
      { start: '2026-11-21T13:00:00', end: '2026-11-21T14:00:00' },
      { start: '2026-11-21T18:00:00', end: '2026-11-21T19:00:00' },
    ]);
  });
});

describe('a time that is wanted', () => {
  const minute = 60_000;
  const wanted = { id: 'a', from: 600 * minute, to: 630 * minute, professional: 'p', before: 0, after: 10 };
  const other: Taken = { id: 'b', from: 635 * minute, to: 660 * minute, professional: 'p', label: 'Ana' };
  const open = new Map([['p', [{ from: 540 * minute, to: 720 * minute }]]]);

  it('is taken by others, with what is kept free around', () => {
    expect(conflictOf(wanted, [other], open)).toEqual({ kind: 'taken', label: 'Ana' });
    expect(conflictOf({ ...wanted, after: 5 }, [other], open)).toBeNull();
    expect(conflictOf(wanted, [{ ...other, id: 'a' }], open)).toBeNull();
    expect(conflictOf(wanted, [{ ...other, professional: 'q' }], open)).toBeNull();
    expect(
      conflictOf({ ...wanted, room: 'r' }, [{ ...other, professional: 'q', room: 'r' }], open),
    ).not.toBeNull();
  });

  it('is outside of working time, where that is known', () => {
    expect(conflictOf({ ...wanted, professional: 'q' }, [], open)).toEqual({ kind: 'outside' });
    expect(conflictOf({ ...wanted, professional: 'q' }, [], null)).toBeNull();
    expect(conflictOf({ ...wanted, from: 710 * minute, to: 740 * minute }, [], open)).toEqual({
      kind: 'outside',
    });
  });
});

describe('the address', () => {
  it('says what is shown, and no more than that', () => {
    const empty = parseState(new URLSearchParams('view=nonsense&date=soon'));
    expect(empty).toMatchObject({ view: 'day', date: '', by: 'professional', states: [] });
    const params = writeState(new URLSearchParams('q=1'), {
      view: 'week',
      professionals: ['a', 'b'],
      states: ['cancelada'],
    });
    expect(params.toString()).toBe('q=1&view=week&professionals=a%2Cb&states=cancelada');
    expect(parseState(params)).toMatchObject({
      view: 'week',
      professionals: ['a', 'b'],
      states: ['cancelada'],
    });
    expect(writeState(params, { view: 'day', professionals: [], states: [] }).toString()).toBe('q=1');
  });
});

describe('the verbs', () => {
  const at = '2026-11-21T15:00:00Z';
  it('follow the state', () => {
    const early = Date.parse(at) - 1;
    expect(verbsOf({ state: 'confirmada', starts_at: at, arrived_at: null }, early)).toEqual([
      'arrive',
      'start',
      'reschedule',
      'cancel',
    ]);
    expect(verbsOf({ state: 'confirmada', starts_at: at, arrived_at: null }, early + 1)).toContain('no-show');
    expect(verbsOf({ state: 'pendiente', starts_at: at, arrived_at: at }, early + 1)).not.toContain(
      'no-show',
    );
    expect(verbsOf({ state: 'completada', starts_at: at, arrived_at: at })).toEqual([]);
  });
});
