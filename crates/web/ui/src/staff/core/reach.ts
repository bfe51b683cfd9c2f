import { useEffect, useSyncExternalStore } from 'react';
import { ApiError } from '../../api/problem';
import { meQuery } from './me';
import { queryClient } from './session';

/** Whether the server can be reached: `offline`, or `busy` where it answers that it cannot serve now (503). */
export type Reach = 'ok' | 'offline' | 'busy';

export interface Reached {
  reach: Reach;
  /** The server's words, where it is busy. */
  message: string | null;
}

/** Milliseconds after which it is tried again while it cannot be reached. */
const AGAIN_MS = 10_000;

let now: Reached = { reach: 'ok', message: null };
const listeners = new Set<() => void>();

function become(next: Reached): void {
  if (next.reach === now.reach && next.message === now.message) return;
  const back = next.reach === 'ok';
  now = next;
  for (const listener of [...listeners]) listener();
  // What could not be read meanwhile is read now, wherever it is in sight: nobody has to press "again".
  if (back)
    void queryClient.refetchQueries({ type: 'active', predicate: ({ state }) => couldNotReach(state.error) });
}

const couldNotReach = (error: unknown): boolean =>
  error instanceof ApiError && (error.status === 0 || error.status === 503);

function tell(error: unknown): void {
  if (!(error instanceof ApiError)) return;
  if (error.status === 0) become({ reach: 'offline', message: null });
  else if (error.status === 503) become({ reach: 'busy', message: error.message });
}

queryClient.getQueryCache().subscribe((event) => {
  if (event.type !== 'updated') return;
  if (event.action.type === 'success' && !event.action.manual) become({ reach: 'ok', message: null });
  else if (event.action.type === 'error') tell(event.action.error);
  else if (event.action.type === 'failed') tell(event.action.error);
});
queryClient.getMutationCache().subscribe((event) => {
  if (event.type === 'updated' && event.action.type === 'error') tell(event.action.error);
});

/** Whether the server can be reached, as the last answers told. While it cannot, asks again now and then. */
export function useReach(): Reached {
  const reached = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => now,
  );
  const away = reached.reach !== 'ok';
  useEffect(() => {
    const ask = () => void queryClient.refetchQueries({ queryKey: meQuery.queryKey, exact: true });
    const lost = () => become({ reach: 'offline', message: null });
    window.addEventListener('online', ask);
    window.addEventListener('offline', lost);
    const timer = away ? setInterval(ask, AGAIN_MS) : undefined;
    return () => {
      window.removeEventListener('online', ask);
      window.removeEventListener('offline', lost);
      clearInterval(timer);
    };
  }, [away]);
  return reached;
}
