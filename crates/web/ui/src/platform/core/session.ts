import { QueryClient } from '@tanstack/react-query';
import { createApi } from '../../api/client';
import { ApiError } from '../../api/problem';
import { Session } from '../../api/session';

/** The super admin's log-in. */
export const session = new Session('/api/v1/platform/auth');

/** The API as the super admin. */
export const api = createApi(session);

/** What was read. Reads are repeated where that may help: not what was refused. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      networkMode: 'always',
      staleTime: 5_000,
      retry: (failures, error) =>
        failures < 2 && error instanceof ApiError && (error.status === 0 || error.status >= 500),
      retryDelay: (attempt) => 500 * 2 ** attempt,
    },
    mutations: { networkMode: 'always' },
  },
});
