import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { myPermissionsQuery } from '../core/me';

/** What the user may do in all branches, which is the most that they may give in a role; undefined while nobody knows. */
export function useMine(): ReadonlySet<string> | undefined {
  const { data } = useQuery(myPermissionsQuery);
  return useMemo(
    () =>
      data && new Set(data.permissions.filter(({ branches }) => branches == null).map(({ code }) => code)),
    [data],
  );
}
