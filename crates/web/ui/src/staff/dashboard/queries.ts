import { queryOptions } from '@tanstack/react-query';
import { done } from '../../api/client';
import { api } from '../core/session';
import type { Range } from './range';

/** Whose figures: of a branch, a professional, or all. */
export interface Whose {
  branch?: string;
  professional?: string;
}

const EVERY_MINUTE = { staleTime: 60_000, refetchInterval: 60_000, refetchOnWindowFocus: true };

export const dashboardQuery = (whose: Whose) =>
  queryOptions({
    queryKey: ['dashboard', whose],
    queryFn: () => done(api.GET('/api/v1/dashboard', { params: { query: whose } })),
    ...EVERY_MINUTE,
  });

export const kpisQuery = (range: Range, whose: Whose) =>
  queryOptions({
    queryKey: ['kpis', range.from, range.until, whose] as const,
    queryFn: () =>
      done(
        api.GET('/api/v1/kpis', { params: { query: { from: range.from, until: range.until, ...whose } } }),
      ),
    ...EVERY_MINUTE,
    // Another period may be waited for with the former's numbers; another's numbers are nobody else's.
    placeholderData: (before, query) => (sameWhose(query?.queryKey[3], whose) ? before : undefined),
  });

function sameWhose(one: Whose | undefined, other: Whose): boolean {
  return one !== undefined && one.branch === other.branch && one.professional === other.professional;
}
