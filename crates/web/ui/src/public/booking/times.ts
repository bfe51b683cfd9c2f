import type { FreeDay, FreeStart } from '../../api/schema';

export const PARTS = ['morning', 'afternoon', 'evening'] as const;
export type Part = (typeof PARTS)[number];

/** Morning until noon, evening from six on, by the clock of the branch (`HH:MM`). */
export function partOf(local: string): Part {
  if (local < '12:00') return 'morning';
  return local < '18:00' ? 'afternoon' : 'evening';
}

/** The times of a day by its parts; parts without any are left out. */
export function byPart(starts: FreeStart[]): { part: Part; starts: FreeStart[] }[] {
  return PARTS.map((part) => ({
    part,
    starts: starts.filter((start) => partOf(start.local) === part),
  })).filter((group) => group.starts.length > 0);
}

/** The first day at which there is a time. */
export function firstFree(days: FreeDay[]): FreeDay | null {
  return days.find((day) => day.starts.length > 0) ?? null;
}

/** Whether customers can book no further than these days. */
export function endsWith(days: FreeDay[]): boolean {
  return days.at(-1)?.reason === 'too_far_ahead';
}

/** Up to `most` times of a day that are nearest to one that was lost, in their order. */
export function nearest(starts: FreeStart[], instant: string, most = 3): FreeStart[] {
  const distance = ({ starts_at }: FreeStart) => Math.abs(Date.parse(starts_at) - Date.parse(instant));
  return [...starts]
    .sort((a, b) => distance(a) - distance(b))
    .slice(0, most)
    .sort((a, b) => a.starts_at.localeCompare(b.starts_at));
}
