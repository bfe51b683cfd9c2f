import { queryOptions, useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { done } from '../../api/client';
import type { Me, Tenant } from '../../api/schema';
import { api, queryClient } from './session';

/** The business at this address; read once, before anything is drawn. */
export const tenantQuery = queryOptions({
  queryKey: ['tenant'],
  queryFn: async (): Promise<Tenant> => {
    const initialData = await done(api.GET('/api/v1/tenant'));
    // It stays when everything else that was read goes with a log-in.
    queryClient.setQueryDefaults(['tenant'], { initialData });
    return initialData;
  },
  staleTime: Infinity,
});

/** Who is logged in. Read again on focus and each minute, so that a changed role takes effect. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: async (): Promise<Me> => done(api.GET('/api/v1/me')),
  staleTime: 30_000,
  refetchInterval: 60_000,
  refetchOnWindowFocus: true,
});

export const myPermissionsQuery = queryOptions({
  queryKey: ['me', 'permissions'],
  queryFn: () => done(api.GET('/api/v1/me/permissions')),
  staleTime: 30_000,
  refetchInterval: 60_000,
});

export function useTenant(): Tenant {
  return useSuspenseQuery(tenantQuery).data;
}

/** Whoever is logged in; to be used where somebody is. */
export function useMe(): Me {
  return useSuspenseQuery(meQuery).data;
}

/** Asks what the user may do: `const can = useCan(); can('clients.add')`. While nobody knows, nothing. */
export function useCan(): (permission: string) => boolean {
  const { data } = useQuery(meQuery);
  return useCallback((permission) => data?.permissions.includes(permission) ?? false, [data]);
}

/** Whether the business has a module, such as `scheduling`. */
export function useModule(module: string): boolean {
  return useTenant().modules.includes(module);
}
