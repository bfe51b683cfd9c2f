import { clamp, DAY, snap, type Span } from '../time';
import { drawn, moved, newKey, resized, room, type Range } from './week';

/** What a pointer does on the grid, from where it went down. */
export type Gesture =
  | {
      kind: 'draw';
      weekday: number;
      anchor: number;
      bounds: Span;
      bookable: boolean;
      branch: string;
      key: string;
    }
  | { kind: 'move'; key: string; anchor: number; weekday: number }
  | { kind: 'resize'; key: string; edge: 'from' | 'until' };

/** Where a pointer is. */
export interface Point {
  weekday: number;
  time: number;
}

/** What going down on free time, or with breaks on worked time, begins; null where nothing can be drawn. */
export function beginDrawing(week: Range[], point: Point, bookable: boolean, branch: string): Gesture | null {
  const { weekday, time } = point;
  const under = week.find(
    (one) => one.bookable && one.weekday === weekday && one.from <= time && time < one.until,
  );
  const bounds = bookable ? room(week, weekday, time) : (under ?? null);
  if (!bounds) return null;
  return {
    kind: 'draw',
    weekday,
    anchor: time,
    bounds: { from: bounds.from, until: bounds.until },
    bookable,
    branch: bookable || !under ? branch : under.branch,
    key: newKey(),
  };
}

/** The week as it would be if the pointer were let go here. */
export function perform(week: Range[], gesture: Gesture, { weekday, time }: Point): Range[] {
  switch (gesture.kind) {
    case 'draw': {
      const { key, bookable, branch } = gesture;
      const span = drawn(gesture.anchor, time, gesture.bounds);
      return [...week, { key, bookable, branch, weekday: gesture.weekday, ...span }];
    }
    case 'move':
      return moved(week, gesture.key, snap(time - gesture.anchor), weekday);
    case 'resize':
      return resized(week, gesture.key, gesture.edge, clamp(snap(time), 0, DAY));
  }
}
