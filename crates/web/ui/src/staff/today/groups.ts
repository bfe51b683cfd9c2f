import type { Appointment } from '../../api/schema';

/** The desk's order of a day. */
export const GROUPS = ['waiting', 'inProgress', 'late', 'next', 'done', 'lost'] as const;
export type Group = (typeof GROUPS)[number];

type Asked = Pick<Appointment, 'state' | 'arrived_at' | 'starts_at'>;

/** Where an appointment stands at this moment: who came and waits, who should be here, who comes, who is done. */
export function groupOf({ state, arrived_at, starts_at }: Asked, now: number): Group {
  switch (state) {
    case 'en_curso':
      return 'inProgress';
    case 'completada':
      return 'done';
    case 'cancelada':
    case 'no_asistio':
      return 'lost';
    default:
      if (arrived_at) return 'waiting';
      return Date.parse(starts_at) < now ? 'late' : 'next';
  }
}

/** The appointments of a day by group: who waits in the order in which they came, the rest by their hour. */
export function grouped<T extends Asked>(appointments: readonly T[], now: number): Record<Group, T[]> {
  const groups: Record<Group, T[]> = { waiting: [], inProgress: [], late: [], next: [], done: [], lost: [] };
  const byHour = [...appointments].sort((a, b) => Date.parse(a.starts_at) - Date.parse(b.starts_at));
  for (const appointment of byHour) groups[groupOf(appointment, now)].push(appointment);
  groups.waiting.sort((a, b) => Date.parse(a.arrived_at ?? '') - Date.parse(b.arrived_at ?? ''));
  return groups;
}

/** Whole minutes since an instant, none before it. */
export function minutesSince(instant: string, now: number): number {
  return Math.max(0, Math.floor((now - Date.parse(instant)) / 60_000));
}

/** How patient somebody still is: from a quarter of an hour on they look at the clock, from half an hour on at the door. */
export function patience(minutes: number): 'calm' | 'restless' | 'leaving' {
  return minutes >= 30 ? 'leaving' : minutes >= 15 ? 'restless' : 'calm';
}
