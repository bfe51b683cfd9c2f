import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { done } from '../../api/client';
import type { Appointment, Professional, Room, Service, TimeSlot } from '../../api/schema';
import { api } from '../core/session';

export { branchesQuery as openBranchesQuery } from '../core/branch';

/** Which appointments: days by the clock of the branch, ids and states with commas between. */
export interface AppointmentsAsked {
  from: string;
  until: string;
  branch?: string;
  professional?: string;
  room?: string;
  service?: string;
  client?: string;
  state?: string;
  q?: string;
}

/** The key of everything that was read about appointments; invalidating it reads what is on the screen again. */
export const APPOINTMENTS = ['appointments'] as const;

/** All appointments of some days (62 at most), in order. */
export const appointmentsQuery = (asked: AppointmentsAsked) =>
  queryOptions({
    queryKey: [...APPOINTMENTS, 'list', asked],
    queryFn: ({ signal }) =>
      pages<Appointment>((page) =>
        done(
          api.GET('/api/v1/appointments', {
            params: { query: { ...asked, sort: 'starts_at', per_page: 500, page } },
            signal,
          }),
        ),
      ),
    placeholderData: keepPreviousData,
  });

/** One appointment with its history and the services of its visit. */
export const appointmentQuery = (id: string) =>
  queryOptions({
    queryKey: [...APPOINTMENTS, 'one', id],
    queryFn: ({ signal }) => done(api.GET('/api/v1/appointments/{id}', { params: { path: { id } }, signal })),
  });

/** A client's appointments in numbers, with the last and the next. */
export const clientSummaryQuery = (id: string) =>
  queryOptions({
    queryKey: [...APPOINTMENTS, 'summary', id],
    queryFn: ({ signal }) =>
      done(api.GET('/api/v1/clients/{id}/appointments/summary', { params: { path: { id } }, signal })),
  });

interface SlotsAsked {
  from: string;
  until: string;
  branch?: string;
}

/** Working time and blocks of some days. */
export const slotsQuery = (asked: SlotsAsked, state: 'disponible' | 'bloqueado') =>
  queryOptions({
    queryKey: ['time-slots', state, asked],
    queryFn: async ({ signal }): Promise<TimeSlot[]> => {
      const query = { ...asked, state };
      return (await done(api.GET('/api/v1/time-slots', { params: { query }, signal }))).data;
    },
    placeholderData: keepPreviousData,
  });

/** What changes seldom is read again after five minutes. */
const SELDOM = { staleTime: 5 * 60_000 };

/** Everybody who works here, in the order of the agenda. */
export const professionalsQuery = queryOptions({
  queryKey: ['professionals', 'all'],
  queryFn: ({ signal }) =>
    pages<Professional>((page) =>
      done(
        api.GET('/api/v1/professionals', {
          params: {
            query: { filter: { is_active: 'true' }, sort: 'position,full_name', per_page: 100, page },
          },
          signal,
        }),
      ),
    ),
  ...SELDOM,
});

/** The rooms in use, in their order. */
export const roomsQuery = queryOptions({
  queryKey: ['rooms', 'all'],
  queryFn: ({ signal }) =>
    pages<Room>((page) =>
      done(
        api.GET('/api/v1/rooms', {
          params: {
            query: { filter: { is_active: 'true' }, sort: 'position,name', per_page: 100, page },
          },
          signal,
        }),
      ),
    ),
  ...SELDOM,
});

/** The services that are given, by category and name. */
export const servicesQuery = queryOptions({
  queryKey: ['services', 'all'],
  queryFn: ({ signal }) =>
    pages<Service>((page) =>
      done(
        api.GET('/api/v1/services', {
          params: {
            query: { filter: { is_active: 'true' }, sort: 'category,name', per_page: 100, page },
          },
          signal,
        }),
      ),
    ),
  ...SELDOM,
});

/** What a professional gives, with own prices and minutes. */
export const givenQuery = (professional: string) =>
  queryOptions({
    queryKey: ['professionals', 'services', professional],
    queryFn: async ({ signal }) =>
      (
        await done(
          api.GET('/api/v1/professionals/{id}/services', { params: { path: { id: professional } }, signal }),
        )
      ).data,
    ...SELDOM,
  });

/** The rows of all pages. */
async function pages<T>(read: (page: number) => Promise<{ data: unknown[]; total: number }>): Promise<T[]> {
  const rows: T[] = [];
  for (let page = 1; ; page += 1) {
    const { data, total } = await read(page);
    rows.push(...(data as T[]));
    if (data.length === 0 || rows.length >= total) return rows;
  }
}
