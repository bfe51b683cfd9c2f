import { usePlace } from '../../site/location';

/** The end of the secret link by which the visitor came; null where there is none. */
export function useLink(): string | null {
  const { state } = usePlace();
  const { token } = state as { token?: unknown };
  return typeof token === 'string' ? token : null;
}
