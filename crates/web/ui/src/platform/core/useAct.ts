import { useMutation, type UseMutationResult } from '@tanstack/react-query';
import { useNotify } from 'react-admin';
import { queryClient } from './session';

interface Act<In, Out> {
  /** Does it. */
  run: (given: In) => Promise<Out>;
  /** What to say then. */
  said?: string;
  /** What else to do then. */
  after?: (result: Out, given: In) => void;
}

/** Something that is done on the platform. All that was read is read again then, since most of it tells of the same. */
export function useAct<In = void, Out = unknown>({
  run,
  said,
  after,
}: Act<In, Out>): UseMutationResult<Out, unknown, In> {
  const notify = useNotify();
  return useMutation<Out, unknown, In>({
    mutationFn: run,
    onSuccess: (result, given) => {
      void queryClient.invalidateQueries();
      if (said) notify(said, { type: 'success' });
      after?.(result, given);
    },
  });
}
