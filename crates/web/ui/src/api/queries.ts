import { QueryClient } from '@tanstack/react-query';
import { ApiError } from './problem';

/** What was read, good for so many milliseconds. Reads are repeated where that may help: not what was refused. */
export function createQueryClient(staleTime: number): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // Without a network, say so, and not: "loading".
        networkMode: 'always',
        staleTime,
        retry: (failures, error) =>
          failures < 2 && error instanceof ApiError && (error.status === 0 || error.status >= 500),
        retryDelay: (attempt) => 500 * 2 ** attempt,
      },
      // What could not be sent is not sent later, when nobody looks.
      mutations: { networkMode: 'always' },
    },
  });
}
