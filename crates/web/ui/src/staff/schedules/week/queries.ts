import { queryOptions } from '@tanstack/react-query';
import { done, ifMatch } from '../../../api/client';
import type { Schedule, ScheduleHours } from '../../../api/schema';
import { api } from '../../core/session';

/** The hours of a professional's every week. */
export const scheduleQuery = (professional: string) =>
  queryOptions({
    queryKey: ['schedules', professional],
    queryFn: ({ signal }): Promise<Schedule> =>
      done(
        api.GET('/api/v1/professionals/{id}/schedule', { params: { path: { id: professional } }, signal }),
      ),
  });

export function writeSchedule(
  professional: string,
  version: number,
  hours: ScheduleHours[],
): Promise<Schedule> {
  return done(
    api.PUT('/api/v1/professionals/{id}/schedule', {
      params: { path: { id: professional }, header: ifMatch(version) },
      body: { hours },
    }),
  );
}
