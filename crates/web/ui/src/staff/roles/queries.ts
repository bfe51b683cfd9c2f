import { queryOptions } from '@tanstack/react-query';
import { done } from '../../api/client';
import type { Role, RoleDetail } from '../../api/schema';
import { api } from '../core/session';

/** All roles: there are 200 at most. */
export const rolesQuery = queryOptions({
  queryKey: ['roles', 'all'],
  queryFn: async (): Promise<Role[]> => {
    const page = (page: number) =>
      done(api.GET('/api/v1/rbac/roles', { params: { query: { page, per_page: 100, sort: 'name' } } }));
    const first = await page(1);
    return first.total > 100 ? [...first.data, ...(await page(2)).data] : first.data;
  },
});

export const roleQuery = (id: string) =>
  queryOptions({
    queryKey: ['roles', 'one', id],
    queryFn: (): Promise<RoleDetail> =>
      done(api.GET('/api/v1/rbac/roles/{id}', { params: { path: { id } } })),
  });

export const permissionsQuery = queryOptions({
  queryKey: ['rbac', 'permissions'],
  queryFn: async () => (await done(api.GET('/api/v1/rbac/permissions'))).data,
  staleTime: 10 * 60_000,
});

export const categoriesQuery = queryOptions({
  queryKey: ['rbac', 'categories'],
  queryFn: async () => (await done(api.GET('/api/v1/rbac/categories'))).data,
  staleTime: 10 * 60_000,
});
