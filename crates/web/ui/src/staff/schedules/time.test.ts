import { describe, expect, it } from 'vitest';
import { formatTime, length, parseTime, snap, without } from './time';

describe('times as people write them', () => {
  it.each([
    ['9', 540],
    ['09', 540],
    ['930', 570],
    ['0930', 570],
    ['9:30', 570],
    ['9.30', 570],
    ['21h', 1260],
    ['21h30', 1290],
    [' 08:00 ', 480],
    ['0:00', 0],
    ['24:00', 1440],
  ])('%s', (text, minutes) => expect(parseTime(text)).toBe(minutes));

  it.each(['', '25', '9:60', '24:01', '9:3', 'nueve', '12345', '-1'])('%s is none', (text) =>
    expect(parseTime(text)).toBeNull(),
  );

  it('come back as they are written', () => {
    for (const time of [0, 5, 570, 1439, 1440]) expect(parseTime(formatTime(time))).toBe(time);
    expect(formatTime(570)).toBe('09:30');
  });
});

it('snaps to quarters', () => {
  expect([0, 7, 8, 22, 23].map((time) => snap(time))).toEqual([0, 0, 15, 15, 30]);
});

it('cuts one span out of others', () => {
  const day = [
    { from: 540, until: 1080 },
    { from: 1140, until: 1200 },
  ];
  const left = without(day, { from: 780, until: 840 });
  expect(left).toEqual([
    { from: 540, until: 780 },
    { from: 840, until: 1080 },
    { from: 1140, until: 1200 },
  ]);
  expect(length(left)).toBe(540);
  expect(without(day, { from: 0, until: 1440 })).toEqual([]);
});
