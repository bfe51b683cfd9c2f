import { Button, SnackbarContent } from '@mui/material';
import { useCloseNotification } from 'react-admin';
import { Link } from 'react-router-dom';
import { useT } from '../../i18n/react';
import { useCan } from '../core/me';

/** What the plan does not allow, and the way to the plan for whoever may see it. */
export function LimitReached({ text }: { text: string }) {
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
