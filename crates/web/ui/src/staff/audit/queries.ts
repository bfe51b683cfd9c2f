import { infiniteQueryOptions } from '@tanstack/react-query';
import { done } from '../../api/client';
import type { AuditEntry, CursorBodyAuditEntry } from '../../api/schema';
import { api } from '../core/session';

/** What narrows the log. */
export interface AuditFilters {
  q?: string;
  actor?: string;
  entity?: string;
  entity_id?: string;
  action?: string;
  /** Instants. */
  from?: string;
  to?: string;
}

export const auditQuery = (filters: AuditFilters) =>
  infiniteQueryOptions({
    queryKey: ['audit', filters],
    queryFn: ({ pageParam }): Promise<CursorBodyAuditEntry> =>
      done(
        api.GET('/api/v1/audit-log', {
          params: { query: { limit: 50, ...filters, ...(pageParam === null ? {} : { cursor: pageParam }) } },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor ?? null,
    select: ({ pages }) => pages.flatMap((page) => page.data as unknown as AuditEntry[]),
  });
