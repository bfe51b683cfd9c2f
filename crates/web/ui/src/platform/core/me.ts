import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import { done } from '../../api/client';
import type { PlatformMe } from '../../api/schema';
import { api } from './session';

/** Who is logged in, and whether they may do anything yet. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: (): Promise<PlatformMe> => done(api.GET('/api/v1/platform/me')),
  staleTime: 60_000,
});

/** Whoever is logged in; to be used where somebody is. */
export function useMe(): PlatformMe {
  return useSuspenseQuery(meQuery).data;
}
