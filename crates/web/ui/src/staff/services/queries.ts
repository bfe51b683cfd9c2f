import { queryOptions } from '@tanstack/react-query';
import { done } from '../../api/client';
import { everyRow } from '../../api/pages';
import type { Room, Service, ServiceTemplate } from '../../api/schema';
import { api } from '../core/session';

/** All services, those that are not offered too: a list that people read whole. */
export const everyServiceQuery = queryOptions({
  queryKey: ['services', 'every'],
  queryFn: ({ signal }): Promise<Service[]> =>
    everyRow((page) =>
      done(
        api.GET('/api/v1/services', {
          params: { query: { sort: 'category,name', per_page: 100, page } },
          signal,
        }),
      ),
    ),
});

/** The rooms in use. */
export const activeRoomsQuery = queryOptions({
  queryKey: ['rooms', 'active'],
  queryFn: ({ signal }): Promise<Room[]> =>
    everyRow((page) =>
      done(
        api.GET('/api/v1/rooms', {
          params: { query: { filter: { is_active: 'true' }, sort: 'position,name', per_page: 100, page } },
          signal,
        }),
      ),
    ),
});

/** The templates of an industry, with what this business has of them. */
export const templatesQuery = (industry: string) =>
  queryOptions({
    queryKey: ['service-templates', industry],
    queryFn: async ({ signal }): Promise<ServiceTemplate[]> =>
      (await done(api.GET('/api/v1/service-templates', { params: { query: { industry } }, signal }))).data,
  });
