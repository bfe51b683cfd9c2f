import { createElement, useCallback } from 'react';
import { useNotify } from 'react-admin';
import { ApiError } from '../../api/problem';
import { useT } from '../../i18n/react';
import { describe } from '../../ui/describe';
import { LimitReached } from './LimitReached';

/** Tells what went wrong, at the foot of the screen: `.catch(problem)`, or `onError: problem`. */
export function useProblem(): (error: unknown) => void {
  const notify = useNotify();
  const t = useT();
  return useCallback(
    (error) => {
      const text = describe(error, t);
      if (error instanceof ApiError && error.status === 402)
        notify(createElement(LimitReached, { text }), { type: 'error', autoHideDuration: 20_000 });
      else notify(text, { type: 'error', autoHideDuration: 8000 });
    },
    [notify, t],
  );
}
