import type { ScheduleHours } from '../../../api/schema';
import { clamp, DAY, formatTime, length, overlaps, parseTime, snap, STEP, without, type Span } from '../time';

/** Hours of every week on one weekday: worked, or, where they take no bookings, a break. */
export interface Range extends Span {
  /** Known to the screen only. */
  key: string;
  /** 1 for Monday to 7 for Sunday. */
  weekday: number;
  branch: string;
  bookable: boolean;
}

export const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const;
/** Most ranges that a week may have. */
export const MAX_RANGES = 70;
/** What a press without drawing makes. */
const USUAL = 60;

let made = 0;
export const newKey = () => `range-${(made += 1)}`;

export function fromHours(hours: ScheduleHours[]): Range[] {
  return hours.map((one) => ({
    key: newKey(),
    weekday: one.weekday,
    branch: one.branch_id,
    from: parseTime(one.from) ?? 0,
    until: parseTime(one.until) ?? DAY,
    bookable: one.allows_bookings ?? true,
  }));
}

/** In the order of the week. */
export function inOrder(week: Range[]): Range[] {
  return [...week].sort(
    (a, b) =>
      a.weekday - b.weekday ||
      a.from - b.from ||
      Number(b.bookable) - Number(a.bookable) ||
      a.until - b.until,
  );
}

export function toHours(week: Range[]): ScheduleHours[] {
  return week.map(({ branch, weekday, from, until, bookable }) => ({
    branch_id: branch,
    weekday,
    from: formatTime(from),
    until: formatTime(until),
    allows_bookings: bookable,
  }));
}

/** Whether two weeks say the same. */
export function sameWeek(a: Range[], b: Range[]): boolean {
  return JSON.stringify(toHours(inOrder(a))) === JSON.stringify(toHours(inOrder(b)));
}

export const ofDay = (week: Range[], weekday: number) =>
  inOrder(week.filter((one) => one.weekday === weekday));

/** When somebody can be booked on a weekday: what is worked, without the breaks of the same branch. */
export function bookable(week: Range[], weekday: number): Range[] {
  const day = ofDay(week, weekday);
  return day
    .filter((one) => !one.bookable)
    .reduce(
      (left, pause) => [
        ...without(
          left.filter((one) => one.branch === pause.branch),
          pause,
        ),
        ...left.filter((one) => one.branch !== pause.branch),
      ],
      day.filter((one) => one.bookable),
    );
}

export const dayMinutes = (week: Range[], weekday: number): number => length(bookable(week, weekday));
export const weekMinutes = (week: Range[]): number =>
  WEEKDAYS.reduce<number>((sum, weekday) => sum + dayMinutes(week, weekday), 0);

/** Why a range cannot stand. */
export type Fault =
  | { kind: 'empty' }
  | { kind: 'overlap'; from: number; until: number }
  | { kind: 'outside' }
  | { kind: 'tooMany' };

/** What the API would refuse, by range, and breaks that lie outside of all work, which would do nothing. */
export function faults(week: Range[]): Map<string, Fault> {
  const found = new Map<string, Fault>();
  const ordered = inOrder(week);
  for (const [at, one] of ordered.entries()) {
    if (one.from >= one.until) found.set(one.key, { kind: 'empty' });
    else if (at >= MAX_RANGES) found.set(one.key, { kind: 'tooMany' });
    else if (one.bookable) {
      const clash = ordered
        .slice(0, at)
        .find((other) => other.bookable && other.weekday === one.weekday && overlaps(one, other));
      if (clash) found.set(one.key, { kind: 'overlap', from: clash.from, until: clash.until });
    } else {
      const within = ordered.some(
        (other) =>
          other.bookable &&
          other.weekday === one.weekday &&
          other.branch === one.branch &&
          overlaps(one, other),
      );
      if (!within) found.set(one.key, { kind: 'outside' });
    }
  }
  return found;
}

/** Only these keep a week from being saved. */
export const grave = (fault: Fault) => fault.kind !== 'outside';

/** Where a worked range may lie around a time, between its neighbours; null where another lies. */
export function room(week: Range[], weekday: number, time: number, except?: string): Span | null {
  const others = week.filter((one) => one.bookable && one.weekday === weekday && one.key !== except);
  if (others.some((one) => one.from <= time && time < one.until)) return null;
  return {
    from: Math.max(0, ...others.filter((one) => one.until <= time).map((one) => one.until)),
    until: Math.min(DAY, ...others.filter((one) => one.from > time).map((one) => one.from)),
  };
}

/** The span drawn from one time to another, within bounds and on the steps; an hour where it is a mere press. */
export function drawn(anchor: number, to: number, bounds: Span): Span {
  const start = clamp(Math.floor(anchor / STEP) * STEP, bounds.from, bounds.until);
  const end = clamp(snap(to), bounds.from, bounds.until);
  if (Math.abs(to - anchor) >= STEP / 2 && start !== end)
    return { from: Math.min(start, end), until: Math.max(start, end) };
  const until = Math.min(start + USUAL, bounds.until);
  return { from: Math.max(bounds.from, Math.min(start, until - STEP)), until };
}

/** A range moved by so many minutes, to a weekday; where it would lie over another it stays. */
export function moved(week: Range[], key: string, by: number, weekday?: number): Range[] {
  return replaced(week, key, (one) => {
    const from = clamp(one.from + by, 0, DAY - (one.until - one.from));
    return { ...one, from, until: from + one.until - one.from, weekday: weekday ?? one.weekday };
  });
}

/** A range with one of its edges elsewhere, as far as its neighbours let it. */
export function resized(week: Range[], key: string, edge: 'from' | 'until', to: number): Range[] {
  return replaced(week, key, (one) => {
    const bounds = (one.bookable && room(week, one.weekday, one.from, key)) || { from: 0, until: DAY };
    return edge === 'from'
      ? { ...one, from: clamp(to, bounds.from, one.until - STEP) }
      : { ...one, until: clamp(to, one.from + STEP, bounds.until) };
  });
}

/** A week with a range changed, or as it was where that would put it over another. */
function replaced(week: Range[], key: string, change: (one: Range) => Range): Range[] {
  const old = week.find((one) => one.key === key);
  if (!old) return week;
  const next = change(old);
  const clash = week.some(
    (one) =>
      one.key !== key && next.bookable && one.bookable && one.weekday === next.weekday && overlaps(one, next),
  );
  return clash ? week : week.map((one) => (one.key === key ? next : one));
}

/** A week whose other days are as this one. */
export function copied(week: Range[], from: number, to: number[]): Range[] {
  const targets = new Set(to.filter((weekday) => weekday !== from));
  const pattern = ofDay(week, from);
  return [
    ...week.filter((one) => !targets.has(one.weekday)),
    ...[...targets].flatMap((weekday) => pattern.map((one) => ({ ...one, weekday, key: newKey() }))),
  ];
}

export interface Template {
  id: 'full' | 'split' | 'saturdays' | 'mornings' | 'afternoons' | 'always';
  days: number[];
  worked: [number, number][];
  pause?: [number, number];
}

const weekdays = [1, 2, 3, 4, 5];

/** Weeks that many people have. */
export const TEMPLATES: Template[] = [
  { id: 'full', days: weekdays, worked: [[9, 18]], pause: [13, 14] },
  { id: 'saturdays', days: [...weekdays, 6], worked: [[8, 17]], pause: [12, 13] },
  {
    id: 'split',
    days: weekdays,
    worked: [
      [9, 13],
      [15, 19],
    ],
  },
  { id: 'mornings', days: weekdays, worked: [[8, 13]] },
  { id: 'afternoons', days: weekdays, worked: [[14, 20]] },
  { id: 'always', days: [1, 2, 3, 4, 5, 6, 7], worked: [[10, 20]] },
];

/** A week by a template at a branch, in place of what there was at branches that may be changed. */
export function templated(
  week: Range[],
  template: Template,
  branch: string,
  keeps: (one: Range) => boolean,
): Range[] {
  const range = (weekday: number, [from, until]: [number, number], bookable: boolean): Range => ({
    key: newKey(),
    weekday,
    branch,
    bookable,
    from: from * 60,
    until: until * 60,
  });
  const { days, worked, pause } = template;
  return [
    ...week.filter(keeps),
    ...days.flatMap((weekday) => [
      ...worked.map((hours) => range(weekday, hours, true)),
      ...(pause ? [range(weekday, pause, false)] : []),
    ]),
  ];
}

/** The hours that a grid shows, whole ones: those of an ordinary day, and all that the week has. */
export function shownHours(week: Range[]): { first: number; last: number } {
  const first = Math.min(7, ...week.map((one) => Math.floor(one.from / 60)));
  const last = Math.max(21, ...week.map((one) => Math.ceil(one.until / 60)));
  return { first, last };
}

/** Something agreed, by the clock on the wall. */
export interface Agreed extends Span {
  weekday: number;
}

/** How many of those that fit a week do not fit another. */
export function leftOutside(agreed: Agreed[], before: Range[], after: Range[]): number {
  const fits = (one: Agreed, week: Range[]) =>
    joined(bookable(week, one.weekday)).some((span) => span.from <= one.from && one.until <= span.until);
  return agreed.filter((one) => fits(one, before) && !fits(one, after)).length;
}

/** Spans that touch, as one. */
function joined(spans: Span[]): Span[] {
  const found: Span[] = [];
  for (const { from, until } of [...spans].sort((a, b) => a.from - b.from)) {
    const last = found.at(-1);
    if (last && from <= last.until) last.until = Math.max(last.until, until);
    else found.push({ from, until });
  }
  return found;
}

/** What a server refused, by range, of hours sent in this order: `hours.3.until` and `hours.3` are the fourth's. */
export function refusals(fields: Record<string, string>, sent: Range[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const [path, message] of Object.entries(fields)) {
    const key = sent[Number(/^hours\.(\d+)/.exec(path)?.[1] ?? NaN)]?.key;
    if (key !== undefined && !found.has(key)) found.set(key, message);
  }
  return found;
}
