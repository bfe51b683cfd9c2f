import { fromDate } from '@internationalized/date';
import type { Appointment } from '../../../api/schema';
import type { Agreed } from './week';

/** When appointments are, by the clock on the wall of their branch. */
export function agreed(
  appointments: Pick<Appointment, 'starts_at' | 'ends_at' | 'branch_id'>[],
  zone: (branch: string) => string,
): Agreed[] {
  return appointments.map(({ starts_at, ends_at, branch_id }) => {
    const begins = fromDate(new Date(starts_at), zone(branch_id));
    const from = begins.hour * 60 + begins.minute;
    const minutes = Math.round((Date.parse(ends_at) - Date.parse(starts_at)) / 60_000);
    return {
      // 1 for Monday.
      weekday: ((new Date(Date.UTC(begins.year, begins.month - 1, begins.day)).getUTCDay() + 6) % 7) + 1,
      from,
      until: from + minutes,
    };
  });
}
