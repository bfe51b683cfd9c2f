import { useQuery } from '@tanstack/react-query';
import { useEverywhere } from '../core/everywhere';
import { myPermissionsQuery } from '../core/me';

/** Whether the user may change the settings of the business; undefined while nobody knows. */
export function useMayChange(): boolean | undefined {
  const { data } = useQuery(myPermissionsQuery);
  const everywhere = useEverywhere();
  return data ? everywhere('settings.change') : undefined;
}
