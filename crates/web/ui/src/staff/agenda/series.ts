import { done } from '../../api/client';
import type { Appointment } from '../../api/schema';
import { api } from '../core/session';

interface SeriesMove {
  starts_at: string;
  professional_id: string;
  notify: boolean;
  outside: boolean;
}

/** Moves an appointment of a series and those after it. Answers with what moves them back. */
export async function moveSeries(appointment: Appointment, move: SeriesMove): Promise<() => Promise<void>> {
  const id = appointment.series_id ?? '';
  const minutes = (Date.parse(move.starts_at) - Date.parse(appointment.starts_at)) / 60_000;
  const other = move.professional_id !== appointment.professional_id;
  const shift = (by: number, professional: string, notify: boolean, outside: boolean) =>
    done(
      api.POST('/api/v1/appointments/series/{id}/reschedule', {
        params: { path: { id } },
        body: {
          from: appointment.id,
          notify,
          ...(by !== 0 ? { by_minutes: by } : {}),
          ...(other ? { professional_id: professional } : {}),
          ...(outside ? { outside_hours: true } : {}),
        },
      }),
    );
  await shift(minutes, move.professional_id, move.notify, move.outside);
  return async () => {
    await shift(-minutes, appointment.professional_id, false, true);
  };
}

/** Calls off an appointment of a series and those after it. */
export async function cancelSeries(appointment: Appointment, reason: string, notify: boolean): Promise<void> {
  await done(
    api.POST('/api/v1/appointments/series/{id}/cancel', {
      params: { path: { id: appointment.series_id ?? '' } },
      body: { from: appointment.id, reason, notify },
    }),
  );
}
