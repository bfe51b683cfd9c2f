import { Link } from '@mui/material';
import { Link as RouterLink } from 'react-router-dom';
import { ApiError } from '../../api/problem';
import { useT } from '../../i18n/react';
import { useCan } from '../core/me';

/** Where to go when the plan allows no more; nothing for whoever cannot change it. */
export function LimitHint({ error }: { error: unknown }) {
  const t = useT();
  const can = useCan();
  if (!(error instanceof ApiError) || error.status !== 402 || !can('subscription.view')) return null;
  return (
    <Link component={RouterLink} to="/plan">
      {t('agenda.seePlan')}
    </Link>
  );
}
