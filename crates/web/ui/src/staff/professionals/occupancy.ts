import type { TimeSlot } from '../../api/schema';

/** How much of a day is booked. */
export interface DayLoad {
  day: string;
  /** Minutes in which somebody can be booked; 0: not at work. */
  working: number;
  booked: number;
}

type Slot = Pick<TimeSlot, 'professional_id' | 'starts_at' | 'ends_at'>;

/** The load of each day of each professional, by their id. */
export function occupancy(
  available: Slot[],
  taken: Slot[],
  days: string[],
  dayOf: (instant: string) => string,
): Map<string, DayLoad[]> {
  const found = new Map<string, DayLoad[]>();
  const add = (slots: Slot[], part: 'working' | 'booked') => {
    for (const { professional_id: id, starts_at, ends_at } of slots) {
      if (!id) continue;
      let loads = found.get(id);
      if (!loads) found.set(id, (loads = days.map((day) => ({ day, working: 0, booked: 0 }))));
      const load = loads[days.indexOf(dayOf(starts_at))];
      if (load) load[part] += Math.round((Date.parse(ends_at) - Date.parse(starts_at)) / 60_000);
    }
  };
  add(available, 'working');
  add(taken, 'booked');
  return found;
}

/** Booked by working, at most all of it; null where nobody works. */
export function share(loads: DayLoad[]): number | null {
  const sum = (part: 'working' | 'booked') => loads.reduce((total, load) => total + load[part], 0);
  return sum('working') === 0 ? null : Math.min(1, sum('booked') / sum('working'));
}
