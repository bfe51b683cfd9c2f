import { Box, Skeleton, Stack, Tab, Tabs } from '@mui/material';
import { Title, useGetOne } from 'react-admin';
import { useParams, useSearchParams } from 'react-router-dom';
import type { Client } from '../../../api/schema';
import { useT } from '../../../i18n/react';
import { useCan, useModule } from '../../core/me';
import { ErrorNotice } from '../../ui/Notice';
import { nameOf } from '../client';
import { Appointments } from './Appointments';
import { ClientData } from './ClientData';
import { Figures } from './Figures';
import { Header } from './Header';
import { Notes } from './Notes';
import { Summary } from './Summary';
import { Timeline } from './Timeline';

const TABS = ['summary', 'appointments', 'notes', 'timeline', 'data'] as const;
type TabName = (typeof TABS)[number];

/** All about a client. */
export default function ClientPage() {
  const { id = '' } = useParams();
  const { data, error, refetch } = useGetOne<Client>('clients', { id }, { onError: () => undefined });
  if (data) return <Known key={id} client={data} />;
  if (error) return <ErrorNotice error={error} retry={() => void refetch()} />;
  return <PageSkeleton />;
}

function Known({ client }: { client: Client }) {
  const t = useT();
  const can = useCan();
  const scheduling = useModule('scheduling') && can('appointments.view');
  const [params, setParams] = useSearchParams();
  const seen = TABS.filter((name) => name !== 'appointments' || scheduling);
  const tab: TabName = seen.find((name) => name === params.get('tab')) ?? 'summary';
  const open = (name: TabName) => setParams(name === 'summary' ? {} : { tab: name }, { replace: true });
  const name = nameOf(client);
  return (
    <Box sx={{ py: { xs: 1.5, md: 2.5 } }}>
      <Title title={name} />
      <Header client={client} />
      {scheduling && <Figures client={client.id} />}
      <Tabs
        value={tab}
        onChange={(_event, chosen: TabName) => open(chosen)}
        aria-label={t('clients.tabs.label')}
        // Five short words: a finger moves them where they do not fit.
        scrollButtons={false}
        sx={{ mb: 2.5 }}
      >
        {seen.map((one) => (
          <Tab
            key={one}
            value={one}
            label={t(`clients.tabs.${one}`)}
            id={`client-tab-${one}`}
            aria-controls={tab === one ? `client-panel-${one}` : undefined}
          />
        ))}
      </Tabs>
      <div role="tabpanel" id={`client-panel-${tab}`} aria-labelledby={`client-tab-${tab}`}>
        {tab === 'summary' && <Summary client={client} scheduling={scheduling} open={open} />}
        {tab === 'appointments' && <Appointments client={client.id} />}
        {tab === 'notes' && <Notes client={client.id} />}
        {tab === 'timeline' && <Timeline client={client.id} />}
        {tab === 'data' && <ClientData client={client} />}
      </div>
    </Box>
  );
}

/** As high as what is about to come. */
function PageSkeleton() {
  return (
    <Box aria-hidden sx={{ py: { xs: 1.5, md: 2.5 } }}>
      <Stack direction="row" sx={{ gap: 2, alignItems: 'center', mb: 2.5 }}>
        <Skeleton variant="circular" width={72} height={72} sx={{ borderRadius: '50%' }} />
        <Skeleton variant="rounded" width="50%" height={64} />
      </Stack>
      <Skeleton variant="rounded" height={104} sx={{ mb: 2.5 }} />
      <Skeleton variant="rounded" height={48} sx={{ mb: 2.5 }} />
      <Skeleton variant="rounded" height={360} />
    </Box>
  );
}
