import { Skeleton, Stack } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useT } from '../../i18n/react';
import { ErrorNotice } from '../ui/Notice';
import { Page } from '../ui/Page';
import { Current } from './Current';
import { History } from './History';
import { Plans } from './Plans';
import { subscriptionQuery } from './queries';
import { Usage } from './Usage';

/** What the business has of Panal, how much of it is used, and what else there is. */
export default function PlanPage() {
  const t = useT();
  const { data, error, refetch } = useQuery(subscriptionQuery);
  return (
    <Page title={t('subscription.title')} subtitle={t('subscription.subtitle')}>
      {data ? (
        <Stack sx={{ gap: 2 }}>
          <Current subscription={data} />
          <Usage limits={data.limits} />
          <Plans subscription={data} />
          <History subscription={data} />
        </Stack>
      ) : error ? (
        <ErrorNotice error={error} retry={() => void refetch()} />
      ) : (
        <Stack sx={{ gap: 2 }} aria-hidden>
          <Skeleton variant="rounded" height={140} />
          <Skeleton variant="rounded" height={240} />
          <Skeleton variant="rounded" height={380} />
        </Stack>
      )}
    </Page>
  );
}
