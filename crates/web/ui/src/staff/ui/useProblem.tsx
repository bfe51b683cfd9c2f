import { Button, SnackbarContent } from '@mui/material';
import { useCallback } from 'react';
import { useCloseNotification, useNotify } from 'react-admin';
import { Link } from 'react-router-dom';
import { ApiError } from '../../api/problem';
import { useT } from '../../i18n/react';
import { describe } from '../../ui/describe';
import { useCan } from '../core/me';

/** Tells what went wrong, at the foot of the screen: `.catch(problem)`, or `onError: problem`. */
export function useProblem(): (error: unknown) => void {
  const notify = useNotify();
  const t = useT();
  return useCallback(
    (error) => {
      const text = describe(error, t);
      if (error instanceof ApiError && error.status === 402)
        notify(<Limit text={text} />, { type: 'error', autoHideDuration: 20_000 });
      else notify(text, { type: 'error', autoHideDuration: 8000 });
    },
    [notify, t],
  );
}

/** What the plan does not allow, and the way to the plan for whoever may see it. */
function Limit({ text }: { text: string }) {
  const t = useT();
  const can = useCan();
  const close = useCloseNotification();
  return (
    <SnackbarContent
      role="alert"
      message={text}
      sx={{ maxWidth: 560, flexWrap: { xs: 'wrap', sm: 'nowrap' } }}
      action={
        can('subscription.view') && (
          <Button
            color="inherit"
            component={Link}
            to="/plan"
            onClick={close}
            sx={{ minHeight: 40, textDecoration: 'underline', whiteSpace: 'nowrap' }}
          >
            {t('common.seePlan')}
          </Button>
        )
      }
    />
  );
}
