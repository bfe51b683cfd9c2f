import { describe, expect, test } from 'vitest';
import { clock, secondsLeft } from './countdown';

describe('a countdown', () => {
  test('counts begun seconds, and stops at nothing', () => {
    expect(secondsLeft(10_000, 0)).toBe(10);
    expect(secondsLeft(10_000, 9_001)).toBe(1);
    expect(secondsLeft(10_000, 10_000)).toBe(0);
    expect(secondsLeft(10_000, 99_000)).toBe(0);
  });

  test('is written as clocks are', () => {
    expect(clock(0)).toBe('0:00');
    expect(clock(65)).toBe('1:05');
    expect(clock(600)).toBe('10:00');
    expect(clock(3725)).toBe('1:02:05');
  });
});
