import OpenInNew from '@mui/icons-material/OpenInNew';
import { Alert, Box, Button, Skeleton, Stack, Tab, Tabs } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, type ComponentType } from 'react';
import { useParams, useSearchParams } from 'react-router-dom';
import type { TenantDetail } from '../../api/schema';
import type { Key } from '../../i18n';
import { useT } from '../../i18n/react';
import { ErrorNotice } from '../../staff/ui/Notice';
import { Page } from '../../staff/ui/Page';
import { useNames } from '../core/names';
import { tenantQuery } from '../core/queries';
import { StateTag, SubscriptionTag } from '../ui/tags';

export interface TabProps {
  tenant: TenantDetail;
}

const TABS: Record<string, { label: Key; screen: ComponentType<TabProps> }> = {
  summary: { label: 'platform.tenant.tabs.summary', screen: lazy(() => import('./tabs/Summary')) },
  plan: { label: 'platform.tenant.tabs.plan', screen: lazy(() => import('./tabs/Plan')) },
  users: { label: 'platform.tenant.tabs.users', screen: lazy(() => import('./tabs/Users')) },
  modules: { label: 'platform.tenant.tabs.modules', screen: lazy(() => import('./tabs/Modules')) },
  domains: { label: 'platform.tenant.tabs.domains', screen: lazy(() => import('./tabs/Domains')) },
  metrics: { label: 'platform.tenant.tabs.metrics', screen: lazy(() => import('./tabs/Metrics')) },
  operation: { label: 'platform.tenant.tabs.operation', screen: lazy(() => import('./tabs/Operation')) },
};

/** Everything about one tenant. */
export default function TenantPage() {
  const { id = '' } = useParams();
  const { data, error, refetch } = useQuery(tenantQuery(id));
  if (data) return <Known tenant={data} />;
  if (error) return <ErrorNotice error={error} retry={() => void refetch()} />;
  return (
    <Stack aria-hidden sx={{ gap: 2, py: 2.5 }}>
      <Skeleton variant="rounded" width="40%" height={36} />
      <Skeleton variant="rounded" height={48} />
      <Skeleton variant="rounded" height={360} sx={{ borderRadius: '14px' }} />
    </Stack>
  );
}

function Known({ tenant }: TabProps) {
  const t = useT();
  const { name } = useNames();
  const [search, setSearch] = useSearchParams();
  const wanted = search.get('tab') ?? '';
  const at = wanted in TABS ? wanted : 'summary';
  const Screen = TABS[at]?.screen;
  return (
    <Page
      title={tenant.name}
      subtitle={`${tenant.slug} · ${name('industries', tenant.profile)} · ${name('plans', tenant.plan)}`}
      actions={
        tenant.url && (
          <Button
            variant="outlined"
            endIcon={<OpenInNew />}
            href={tenant.url}
            target="_blank"
            rel="noreferrer"
          >
            {t('platform.create.visit')}
          </Button>
        )
      }
    >
      <Stack direction="row" sx={{ gap: 1, mt: -1.5, mb: 2 }}>
        <StateTag state={tenant.state} />
        {tenant.subscription && <SubscriptionTag state={tenant.subscription.state} />}
      </Stack>
      <Trouble tenant={tenant} />
      <Tabs
        value={at}
        onChange={(_event, tab: string) => setSearch({ tab }, { replace: true })}
        aria-label={tenant.name}
        sx={{ mb: 2 }}
      >
        {Object.entries(TABS).map(([key, { label }]) => (
          <Tab key={key} value={key} label={t(label)} id={`tab-${key}`} aria-controls={`panel-${key}`} />
        ))}
      </Tabs>
      <Box role="tabpanel" id={`panel-${at}`} aria-labelledby={`tab-${at}`}>
        <Suspense fallback={<Skeleton variant="rounded" height={320} sx={{ borderRadius: '14px' }} />}>
          {Screen && <Screen tenant={tenant} />}
        </Suspense>
      </Box>
    </Page>
  );
}

/** What is the matter with a tenant, above everything else. */
function Trouble({ tenant }: TabProps) {
  const t = useT();
  const { name } = useNames();
  const { failure, failed_step, migration_failure, state, state_reason } = tenant;
  return (
    <Stack sx={{ gap: 1, mb: 2, '&:empty': { display: 'none' } }}>
      {failure && (
        <Alert severity="error">
          {t('platform.tenants.failed', { step: failed_step ?? '–', reason: failure })}
        </Alert>
      )}
      {migration_failure && (
        <Alert severity="error">{t('platform.tenants.migrationFailed', { reason: migration_failure })}</Alert>
      )}
      {state_reason && state !== 'active' && (
        <Alert severity={state === 'maintenance' ? 'warning' : 'info'}>
          {t('platform.tenant.reason', { state: name('states', state), reason: state_reason })}
        </Alert>
      )}
    </Stack>
  );
}
