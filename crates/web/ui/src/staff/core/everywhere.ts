import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { myPermissionsQuery } from './me';

/** Asks what the user may do in all branches, which is what the whole business's needs: a right in some is too little. */
export function useEverywhere(): (permission: string) => boolean {
  const { data } = useQuery(myPermissionsQuery);
  return useCallback(
    (permission) =>
      data?.permissions.some(({ code, branches }) => code === permission && branches == null) ?? false,
    [data],
  );
}
