import { queryOptions } from '@tanstack/react-query';
import { done } from '../../api/client';
import type { TenantDetail } from '../../api/schema';
import { api } from './session';

/** Milliseconds between two looks while something is going on, and while nothing is. */
export const BUSY_MS = 3_000;
export const CALM_MS = 15_000;

const CHANGING = ['pending', 'provisioning', 'deleting'];

export const overviewQuery = queryOptions({
  queryKey: ['overview'],
  queryFn: () => done(api.GET('/api/v1/platform/overview')),
  refetchInterval: CALM_MS,
});

export const healthQuery = queryOptions({
  queryKey: ['health'],
  queryFn: () => done(api.GET('/api/v1/platform/health')),
  refetchInterval: 10_000,
});

export const jobsQuery = (failed: boolean) =>
  queryOptions({
    queryKey: ['jobs', failed],
    queryFn: () => done(api.GET('/api/v1/platform/jobs', { params: { query: failed ? { failed } : {} } })),
    refetchInterval: 5_000,
  });

export const migrationsQuery = queryOptions({
  queryKey: ['migrations'],
  queryFn: () => done(api.GET('/api/v1/platform/migrations')),
  refetchInterval: 8_000,
});

export const plansQuery = queryOptions({
  queryKey: ['plans'],
  queryFn: () => done(api.GET('/api/v1/platform/plans')),
});

export const usersQuery = queryOptions({
  queryKey: ['platform-users'],
  queryFn: () => done(api.GET('/api/v1/platform/users')),
});

/** A tenant and all there is to know; looked at more often while it changes. */
export const tenantQuery = (id: string) =>
  queryOptions({
    queryKey: ['tenant', id],
    queryFn: (): Promise<TenantDetail> =>
      done(api.GET('/api/v1/platform/tenants/{id}', { params: { path: { id } } })),
    refetchInterval: ({ state }) => (state.data && CHANGING.includes(state.data.state) ? BUSY_MS : CALM_MS),
  });
