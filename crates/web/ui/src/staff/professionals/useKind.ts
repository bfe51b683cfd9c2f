import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { kindsQuery } from './queries';

/** The name of a kind of professional; what is a business's own word is its name. */
export function useKind(): (kind: string | null | undefined) => string {
  const { data } = useQuery(kindsQuery);
  return useCallback(
    (kind) => {
      if (!kind) return '';
      if (!data) return '';
      const known = data.find(({ code }) => code === kind)?.name;
      return known ?? kind.charAt(0).toLocaleUpperCase() + kind.slice(1).replaceAll('_', ' ');
    },
    [data],
  );
}
