import { useCallback } from 'react';
import { useNotify } from 'react-admin';
import { useT } from '../../i18n/react';
import { describe } from '../../ui/describe';

/** Tells what went wrong, at the foot of the screen: `.catch(problem)`, or `onError: problem`. */
export function useProblem(): (error: unknown) => void {
  const notify = useNotify();
  const t = useT();
  return useCallback(
    (error) => notify(describe(error, t), { type: 'error', autoHideDuration: 8000 }),
    [notify, t],
  );
}
