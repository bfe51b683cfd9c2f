import { describe, expect, it } from 'vitest';
import { change, rangeOf, readRange, sameWeekdays } from './range';

describe('a period', () => {
  it('ends today', () => {
    expect(rangeOf('7d', '2026-03-02')).toEqual({ from: '2026-02-24', until: '2026-03-02' });
    expect(rangeOf('month', '2026-03-02')).toEqual({ from: '2026-03-01', until: '2026-03-02' });
  });

  it('is compared with days of the same weekdays', () => {
    expect(sameWeekdays({ from: '2026-11-20', until: '2026-11-20' })).toEqual({
      from: '2026-11-13',
      until: '2026-11-13',
    });
    expect(sameWeekdays({ from: '2026-10-22', until: '2026-11-20' })).toEqual({
      from: '2026-09-17',
      until: '2026-10-16',
    });
    expect(sameWeekdays({ from: '2026-11-14', until: '2026-11-20' })).toBeNull();
  });

  it('is read from the address, and nonsense is not', () => {
    const read = (query: string) => readRange(new URLSearchParams(query), '2026-11-20');
    expect(read('from=2026-01-01&until=2026-01-31')).toMatchObject({ from: '2026-01-01', period: 'custom' });
    for (const nonsense of [
      'from=2026-02-30&until=2026-03-01',
      'from=2026-03-02&until=2026-03-01',
      'period=year',
      '',
    ]) {
      expect(read(nonsense), nonsense).toMatchObject({
        from: '2026-11-14',
        until: '2026-11-20',
        period: '7d',
      });
    }
  });
});

it('a change needs something to compare with', () => {
  expect(change(12, 10)).toBeCloseTo(0.2);
  expect(change(12, 0)).toBeNull();
  expect(change(null, 3)).toBeNull();
});
