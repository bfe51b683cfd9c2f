import { QueryClient } from '@tanstack/react-query';
import { createApi } from '../../api/client';
import { ApiError } from '../../api/problem';
import { Session } from '../../api/session';

/** The log-in of this page. */
export const session = new Session('/api/v1/auth');

/** The API as whoever is logged in. */
export const api = createApi(session);

/** What was read. Reads are repeated where that may help: not what was refused. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // Without a network, say so, and not: "loading".
      networkMode: 'always',
      staleTime: 15_000,
      retry: (failures, error) =>
        failures < 2 && error instanceof ApiError && (error.status === 0 || error.status >= 500),
      retryDelay: (attempt) => 500 * 2 ** attempt,
    },
    // What could not be sent is not sent later, when nobody looks.
    mutations: { networkMode: 'always' },
  },
});
