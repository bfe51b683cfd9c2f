import { queryOptions, useQuery } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { done } from '../../api/client';
import type { Branch } from '../../api/schema';
import { keep, kept } from '../../storage';
import { meQuery, useTenant } from './me';
import { api } from './session';

let chosen = kept('branch');
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Chooses the branch that screens show, also for the next time; null is all of them. */
export function chooseBranch(id: string | null): void {
  chosen = id;
  keep('branch', id);
  for (const listener of [...listeners]) listener();
}

/** The open branches that the user may see. The server leaves out those that they may not. */
export const branchesQuery = queryOptions({
  queryKey: ['branches', 'open'],
  queryFn: async (): Promise<Branch[]> => {
    const query = { per_page: 100, sort: 'name', filter: { is_active: 'true' } };
    return (await done(api.GET('/api/v1/branches', { params: { query } }))).data;
  },
  staleTime: 5 * 60_000,
});

/** Undefined while nobody knows. */
function useKnownBranches(): Branch[] | undefined {
  const { data: me } = useQuery(meQuery);
  const allowed = me?.permissions.includes('branches.view');
  const { data } = useQuery({ ...branchesQuery, enabled: allowed === true });
  return allowed === false ? NONE : data;
}

const NONE: Branch[] = [];

/** The open branches that the user may see; none while nobody knows, or where they may not see any. */
export function useBranches(): Branch[] {
  return useKnownBranches() ?? NONE;
}

/**
 * The id of the branch that screens show, or null for all that the user may see. Where there is but one, or the one that
 * was chosen is there no more (closed since, or chosen by somebody with other rights), it is null too.
 */
export function useBranch(): string | null {
  const id = useSyncExternalStore(subscribe, () => chosen);
  const branches = useKnownBranches();
  if (id === null || branches === undefined) return id;
  return branches.length > 1 && branches.some((branch) => branch.id === id) ? id : null;
}

/** The time zone by whose clock screens go: that of the branch they show, or of the only one; else the business's. */
export function useZone(): string {
  const tenant = useTenant();
  const branches = useBranches();
  const chosen = useBranch();
  const branch = branches.length === 1 ? branches[0] : branches.find(({ id }) => id === chosen);
  return branch?.time_zone ?? tenant.time_zone;
}
