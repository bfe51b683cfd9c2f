import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { done, ifMatch } from '../../../api/client';
import type { Holiday, NewScheduleException, ScheduleException, WrittenException } from '../../../api/schema';
import { api } from '../../core/session';

/** Days off, other hours and extra days of some days; of a professional with those of everybody. */
export const exceptionsQuery = (from: string, until: string, professional?: string) =>
  queryOptions({
    queryKey: ['schedule-exceptions', from, until, professional ?? null],
    queryFn: async ({ signal }): Promise<ScheduleException[]> => {
      const query = { from, until, ...(professional ? { professional } : {}) };
      return (await done(api.GET('/api/v1/schedule-exceptions', { params: { query }, signal }))).data;
    },
    placeholderData: keepPreviousData,
  });

/** The holidays of a year: the country's, and what the business says otherwise. */
export const holidaysQuery = (year: number) =>
  queryOptions({
    queryKey: ['holidays', year],
    queryFn: async ({ signal }): Promise<Holiday[]> =>
      (await done(api.GET('/api/v1/holidays', { params: { query: { year } }, signal }))).data,
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  });

/** Makes an exception, or writes one anew. */
export function writeException(
  body: NewScheduleException,
  old: ScheduleException | null,
): Promise<WrittenException> {
  return done(
    old
      ? api.PUT('/api/v1/schedule-exceptions/{id}', {
          params: { path: { id: old.id }, header: ifMatch(old.version) },
          body,
        })
      : api.POST('/api/v1/schedule-exceptions', { body }),
  );
}

export function deleteException({ id, version }: ScheduleException) {
  return done(
    api.DELETE('/api/v1/schedule-exceptions/{id}', { params: { path: { id }, header: ifMatch(version) } }),
  );
}
