import { describe, expect, it } from 'vitest';
import {
  bookable,
  copied,
  dayMinutes,
  drawn,
  faults,
  fromHours,
  leftOutside,
  moved,
  ofDay,
  refusals,
  resized,
  room,
  sameWeek,
  shownHours,
  TEMPLATES,
  templated,
  toHours,
  weekMinutes,
  type Range,
  type Template,
} from './week';

const range = (
  key: string,
  weekday: number,
  from: number,
  until: number,
  rest: Partial<Range> = {},
): Range => ({
  key,
  weekday,
  branch: 'a',
  bookable: true,
  from: from * 60,
  until: until * 60,
  ...rest,
});
const pause = { bookable: false };

const monday = [range('m', 1, 9, 18), range('l', 1, 13, 14, pause)];

it('reads and writes what the API has, in any order the same week', () => {
  const hours = toHours(monday);
  expect(hours[1]).toEqual({
    branch_id: 'a',
    weekday: 1,
    from: '13:00',
    until: '14:00',
    allows_bookings: false,
  });
  expect(sameWeek(fromHours(hours), [...monday].reverse())).toBe(true);
  expect(sameWeek(monday, moved(monday, 'm', 15))).toBe(false);
});

it('counts hours without breaks, but only those of the same branch', () => {
  expect(dayMinutes(monday, 1)).toBe(8 * 60);
  expect(dayMinutes([range('m', 1, 9, 18), range('l', 1, 13, 14, { ...pause, branch: 'b' })], 1)).toBe(
    9 * 60,
  );
  expect(weekMinutes(copied(monday, 1, [2, 3, 4, 5]))).toBe(40 * 60);
  expect(bookable(monday, 1).map(({ from, until }) => [from / 60, until / 60])).toEqual([
    [9, 13],
    [14, 18],
  ]);
});

describe('what cannot stand', () => {
  it('is an end before its beginning', () => {
    expect(faults([range('x', 1, 9, 9)]).get('x')).toEqual({ kind: 'empty' });
  });

  it('is work over work, at two branches too; the later one is told of the earlier', () => {
    const found = faults([range('b', 1, 12, 15, { branch: 'b' }), range('a', 1, 9, 13)]);
    expect([...found]).toEqual([['b', { kind: 'overlap', from: 540, until: 780 }]]);
  });

  it('is not what touches, a break within work, or another day', () => {
    expect(faults([range('a', 1, 9, 13), range('b', 1, 13, 15), range('c', 2, 9, 13)]).size).toBe(0);
    expect(faults(monday).size).toBe(0);
  });

  it('is a break outside of work, which does nothing', () => {
    expect(faults([...monday, range('p', 2, 13, 14, pause)]).get('p')).toEqual({ kind: 'outside' });
  });

  it('is more than seventy', () => {
    const many = Array.from({ length: 71 }, (_, at) => range(`r${at}`, 1 + (at % 7), at / 7, at / 7 + 0.05));
    expect([...faults(many).values()]).toEqual([{ kind: 'tooMany' }]);
  });
});

describe('drawing', () => {
  const free = { from: 540, until: 780 };
  it('goes up and down, by quarters', () => {
    expect(drawn(605, 662, free)).toEqual({ from: 600, until: 660 });
    expect(drawn(665, 601, free)).toEqual({ from: 600, until: 660 });
  });
  it('ends at its neighbours', () => expect(drawn(600, 1000, free)).toEqual({ from: 600, until: 780 }));
  it('makes an hour of a press, less where there is less', () => {
    expect(drawn(605, 605, free)).toEqual({ from: 600, until: 660 });
    expect(drawn(760, 760, free)).toEqual({ from: 750, until: 780 });
  });
  it('finds the room between neighbours', () => {
    const week = [range('a', 1, 8, 12), range('b', 1, 14, 18), range('p', 1, 9, 10, pause)];
    expect(room(week, 1, 13 * 60)).toEqual({ from: 720, until: 840 });
    expect(room(week, 1, 9 * 60)).toBeNull();
    expect(room(week, 2, 9 * 60)).toEqual({ from: 0, until: 1440 });
  });
});

describe('changing', () => {
  const week = [range('a', 1, 8, 12), range('b', 1, 14, 18), range('c', 2, 9, 11)];
  const at = (next: Range[], key: string) => {
    const { weekday, from, until } = next.find((one) => one.key === key) as Range;
    return [weekday, from / 60, until / 60];
  };
  it('moves within the day and to another', () => {
    expect(at(moved(week, 'a', -600), 'a')).toEqual([1, 0, 4]);
    expect(at(moved(week, 'a', 0, 3), 'a')).toEqual([3, 8, 12]);
  });
  it('does not move over another', () => {
    expect(moved(week, 'a', 180)).toBe(week);
    expect(moved(week, 'c', 0, 1)).toBe(week);
  });
  it('grows to its neighbours and no further, and never to nothing', () => {
    expect(at(resized(week, 'a', 'until', 17 * 60), 'a')).toEqual([1, 8, 14]);
    expect(at(resized(week, 'b', 'from', 0), 'b')).toEqual([1, 12, 18]);
    expect(at(resized(week, 'a', 'until', 0), 'a')).toEqual([1, 8, 8.25]);
  });
  it('copies a day in place of others, with new keys', () => {
    const next = copied(week, 1, [1, 2]);
    expect(ofDay(next, 2).map(({ from }) => from / 60)).toEqual([8, 14]);
    expect(new Set(next.map(({ key }) => key)).size).toBe(4);
  });
});

it('templates replace what may be changed and stand by themselves', () => {
  for (const template of TEMPLATES) {
    expect(faults(templated([], template, 'a', () => false)).size, template.id).toBe(0);
  }
  const full = TEMPLATES[0] as Template;
  const next = templated(
    [range('x', 7, 9, 10, { branch: 'b' }), ...monday],
    full,
    'a',
    ({ branch }) => branch === 'b',
  );
  expect(next.filter(({ branch }) => branch === 'b')).toHaveLength(1);
  expect(weekMinutes(next)).toBe(41 * 60);
});

it('shows an ordinary day, and more where the week has more', () => {
  expect(shownHours(monday)).toEqual({ first: 7, last: 21 });
  expect(shownHours([range('n', 1, 5.5, 23.25)])).toEqual({ first: 5, last: 24 });
});

it('counts what was agreed and fits no more, not what never fitted', () => {
  const agreed = [
    { weekday: 1, from: 600, until: 660 },
    { weekday: 1, from: 1020, until: 1080 },
    { weekday: 1, from: 780, until: 840 },
    { weekday: 7, from: 600, until: 660 },
  ];
  expect(leftOutside(agreed, monday, [range('m', 1, 9, 17), range('l', 1, 13, 14, pause)])).toBe(1);
  expect(leftOutside(agreed, monday, [])).toBe(2);
  expect(leftOutside(agreed, monday, [range('x', 1, 9, 12), range('y', 1, 12, 18)])).toBe(0);
});

it('gives each range what the server said of it', () => {
  const fields = { 'hours.1.until': 'no', 'hours.1': 'later', 'hours.0.branch_id': 'where', other: 'x' };
  expect([...refusals(fields, monday)]).toEqual([
    ['l', 'no'],
    ['m', 'where'],
  ]);
});
