import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { done } from '../../api/client';
import type { AppointmentSummary, Client } from '../../api/schema';
import { api } from '../core/session';

/** A client's appointments in numbers. */
export const summaryQuery = (id: string) =>
  queryOptions({
    queryKey: ['appointments', 'summary', id],
    queryFn: ({ signal }): Promise<AppointmentSummary> =>
      done(api.GET('/api/v1/clients/{id}/appointments/summary', { params: { path: { id } }, signal })),
  });

/** What is not done yet, the soonest first. */
export const upcomingQuery = (id: string) =>
  queryOptions({
    queryKey: ['appointments', 'upcoming', id],
    queryFn: async ({ signal }) => {
      const query = {
        client: id,
        state: 'pendiente,confirmada,en_curso',
        sort: 'starts_at',
        per_page: 20,
      };
      return (await done(api.GET('/api/v1/appointments', { params: { query }, signal }))).data;
    },
  });

/** What is done, was called off or missed, the newest first, page by page. */
export const pastQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['appointments', 'past', id],
    queryFn: async ({ signal, pageParam: page }) => {
      const query = {
        client: id,
        state: 'completada,cancelada,no_asistio',
        sort: '-starts_at',
        per_page: 10,
        page,
      };
      return done(api.GET('/api/v1/appointments', { params: { query }, signal }));
    },
    initialPageParam: 1,
    getNextPageParam: ({ page, per_page, total }) => (page * per_page < total ? page + 1 : undefined),
  });

/** Notes about a client: pinned ones first, then the newest. */
export const notesQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['clients', id, 'notes'],
    queryFn: ({ signal, pageParam: page }) =>
      done(
        api.GET('/api/v1/clients/{id}/notes', {
          params: { path: { id }, query: { page, per_page: 20 } },
          signal,
        }),
      ),
    initialPageParam: 1,
    getNextPageParam: ({ page, per_page, total }) => (page * per_page < total ? page + 1 : undefined),
  });

/** What happened with a client, the newest first; `kinds` are those of the API, none is all. */
export const timelineQuery = (id: string, kinds: readonly string[] = [], limit = 20) =>
  infiniteQueryOptions({
    queryKey: ['clients', id, 'timeline', kinds, limit],
    queryFn: ({ signal, pageParam: cursor }) => {
      const query = {
        limit,
        ...(cursor ? { cursor } : {}),
        ...(kinds.length ? { kind: kinds.join(',') } : {}),
      };
      return done(api.GET('/api/v1/clients/{id}/timeline', { params: { path: { id }, query }, signal }));
    },
    initialPageParam: '',
    getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });

/** Tags in use, the most used first: of the hundred clients who changed last, since nothing lists them all. */
export const tagsQuery = queryOptions({
  queryKey: ['clients', 'tags'],
  queryFn: async ({ signal }): Promise<string[]> => {
    const query = { sort: '-updated_at', per_page: 100 };
    const { data } = await done(api.GET('/api/v1/clients', { params: { query }, signal }));
    const counts = new Map<string, number>();
    for (const tag of data.flatMap(({ tags }) => tags)) counts.set(tag, (counts.get(tag) ?? 0) + 1);
    return [...counts.keys()].sort(
      (a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0) || a.localeCompare(b),
    );
  },
  staleTime: 5 * 60_000,
});

/** Who has these digits or this document, deleted ones among them. */
export const sameQuery = (q: string) =>
  queryOptions({
    queryKey: ['clients', 'same', q],
    queryFn: async ({ signal }): Promise<Client[]> => {
      const asked = (filter?: Record<string, string>) =>
        done(
          api.GET('/api/v1/clients', {
            params: { query: { q, per_page: 5, ...(filter ? { filter } : {}) } },
            signal,
          }),
        );
      const [here, gone] = await Promise.all([asked(), asked({ deleted: 'true' })]);
      return [...here.data, ...gone.data];
    },
    staleTime: 60_000,
  });
