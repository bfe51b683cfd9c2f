import Add from '@mui/icons-material/Add';
import { Box, Button, Stack } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router-dom';
import type { PlatformOverview } from '../../api/schema';
import { useFormats } from '../../format/react';
import { useT } from '../../i18n/react';
import { Page } from '../../staff/ui/Page';
import { bytes } from '../core/bytes';
import { healthQuery, overviewQuery } from '../core/queries';
import { Loaded } from '../ui/Loaded';
import { Columns } from '../ui/Section';
import { Breakdown } from './Breakdown';
import { Figure } from './Figure';
import { Registrations } from './Registrations';
import { Trials } from './Trials';

/** The whole platform at a glance; every number leads to what is behind it. */
export default function Overview() {
  const t = useT();
  const query = useQuery(overviewQuery);
  return (
    <Page
      title={t('platform.overview.title')}
      subtitle={t('platform.overview.subtitle')}
      actions={
        <Button variant="contained" startIcon={<Add />} component={Link} to="/tenants/create">
          {t('platform.tenants.add')}
        </Button>
      }
    >
      <Loaded query={query} height={640}>
        {(overview) => <Numbers overview={overview} />}
      </Loaded>
    </Page>
  );
}

function Numbers({ overview }: { overview: PlatformOverview }) {
  const t = useT();
  const formats = useFormats();
  const { data: health } = useQuery(healthQuery);
  const { tenants, failed, schemas, trials_ending, size_bytes, measured_at } = overview;
  return (
    <Stack sx={{ gap: 2 }}>
      <Box
        sx={{
          display: 'grid',
          gap: 2,
          gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 250px), 1fr))',
        }}
      >
        <Figure
          label={t('platform.overview.tenants')}
          value={formats.number(tenants.total)}
          note={t('platform.overview.active', { smart_count: tenants.by_state.active ?? 0 })}
          to="/tenants"
        />
        <Figure
          label={t('platform.overview.trials')}
          value={formats.number(trials_ending.count)}
          note={t('platform.overview.trialsNote')}
          tone={trials_ending.count > 0 ? 'warning' : 'calm'}
        />
        <Figure
          label={t('platform.overview.failedJobs')}
          value={formats.number(failed.jobs)}
          note={t(failed.jobs > 0 ? 'platform.overview.look' : 'platform.overview.fine')}
          tone={failed.jobs > 0 ? 'danger' : 'calm'}
          to="/jobs"
        />
        <Figure
          label={t('platform.overview.failedMigrations')}
          value={formats.number(failed.migrations)}
          note={t('platform.overview.behind', { smart_count: schemas.other })}
          tone={failed.migrations > 0 ? 'danger' : schemas.other > 0 ? 'warning' : 'calm'}
          to="/migrations"
        />
        <Figure
          label={t('platform.overview.failedRequests')}
          value={formats.number(failed.requests)}
          note={t('platform.overview.inMonth')}
          tone={failed.requests > 0 ? 'danger' : 'calm'}
        />
        <Figure
          label={t('platform.overview.size')}
          value={size_bytes == null ? '–' : bytes(formats, size_bytes)}
          note={measured_at ? formats.relative(measured_at) : t('platform.usage.unmeasured')}
        />
        <Figure
          label={t('platform.overview.health')}
          value={health ? t(`platform.health.status.${health.status}`) : '…'}
          note={health ? t('platform.health.workers', { smart_count: health.queue.workers }) : ' '}
          tone={health?.status === 'unhealthy' ? 'danger' : 'calm'}
          to="/health"
        />
      </Box>
      <Registrations days={overview.registrations} />
      <Columns min={300}>
        <Breakdown
          title={t('platform.overview.byState')}
          group="states"
          field="state"
          counts={tenants.by_state}
        />
        <Breakdown
          title={t('platform.overview.byPlan')}
          group="plans"
          field="plan"
          counts={tenants.by_plan}
        />
        <Breakdown
          title={t('platform.overview.bySubscription')}
          group="subscriptions"
          field="subscription"
          counts={tenants.by_subscription}
        />
      </Columns>
      <Trials trials={trials_ending} />
    </Stack>
  );
}
