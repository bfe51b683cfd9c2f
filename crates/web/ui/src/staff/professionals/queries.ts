import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { done } from '../../api/client';
import type { EditedDay, GivenService, ProfessionalKind } from '../../api/schema';
import { api } from '../core/session';

/** A page of professionals, a hundred: more than any plan has. */
export const foundQuery = (q: string, all: boolean) =>
  queryOptions({
    queryKey: ['professionals', 'found', q, all],
    queryFn: async ({ signal }) => {
      const query = {
        ...(q ? { q } : {}),
        ...(all ? {} : { filter: { is_active: 'true' } }),
        sort: 'position,full_name',
        per_page: 100,
      };
      return (await done(api.GET('/api/v1/professionals', { params: { query }, signal }))).data;
    },
    placeholderData: keepPreviousData,
  });

/** What professionals can be, in this industry. */
export const kindsQuery = queryOptions({
  queryKey: ['professional-kinds'],
  queryFn: async (): Promise<ProfessionalKind[]> => (await done(api.GET('/api/v1/professional-kinds'))).data,
  staleTime: Infinity,
});

/** What a professional gives, and what was taken away by hand. */
export const givenServicesQuery = (id: string) =>
  queryOptions({
    queryKey: ['professionals', 'services', id],
    queryFn: async ({ signal }): Promise<GivenService[]> =>
      (await done(api.GET('/api/v1/professionals/{id}/services', { params: { path: { id } }, signal }))).data,
  });

/** Days on which availability was changed in the agenda itself. */
export const editedDaysQuery = (id: string, from: string, until: string) =>
  queryOptions({
    queryKey: ['professionals', 'edited', id, from],
    queryFn: async ({ signal }): Promise<EditedDay[]> => {
      const params = { path: { id }, query: { from, until } };
      return (await done(api.GET('/api/v1/professionals/{id}/edited-days', { params, signal }))).data;
    },
  });

/** Intervals of some days, of everybody. */
export const timeQuery = (from: string, until: string, state: 'disponible' | 'ocupado') =>
  queryOptions({
    queryKey: ['time-slots', state, { from, until }],
    queryFn: async ({ signal }) =>
      (await done(api.GET('/api/v1/time-slots', { params: { query: { from, until, state } }, signal }))).data,
    staleTime: 60_000,
  });
