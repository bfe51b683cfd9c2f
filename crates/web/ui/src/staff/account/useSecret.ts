import { useSyncExternalStore } from 'react';
import { onSecret, secret } from '../core/secrets';

/** What the link that led here brought; null where it brought nothing. */
export function useSecret(name: 'token' | 'entrega'): string | null {
  return useSyncExternalStore(onSecret, () => secret(name));
}
