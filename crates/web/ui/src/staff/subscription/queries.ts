import { queryOptions } from '@tanstack/react-query';
import { done } from '../../api/client';
import { api } from '../core/session';

export const subscriptionQuery = queryOptions({
  queryKey: ['subscription'],
  queryFn: () => done(api.GET('/api/v1/subscription')),
});

export const plansQuery = queryOptions({
  queryKey: ['plans'],
  queryFn: () => done(api.GET('/api/v1/plans')),
  staleTime: 10 * 60_000,
});
