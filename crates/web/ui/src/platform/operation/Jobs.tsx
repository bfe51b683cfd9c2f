import DoneAll from '@mui/icons-material/DoneAll';
import { Box, Button, Card, Link, Stack, ToggleButton, ToggleButtonGroup, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link as RouterLink } from 'react-router-dom';
import { done } from '../../api/client';
import type { JobBody } from '../../api/schema';
import { useFormats } from '../../format/react';
import { useT } from '../../i18n/react';
import { Notice } from '../../staff/ui/Notice';
import { Page } from '../../staff/ui/Page';
import { Tag, type Tone } from '../../staff/ui/Tag';
import { useProblem } from '../../staff/ui/useProblem';
import { jobsQuery } from '../core/queries';
import { api } from '../core/session';
import { useAct } from '../core/useAct';
import { Loaded } from '../ui/Loaded';
import { useTask } from './useTask';

const TONES: Record<string, Tone> = {
  waiting: 'neutral',
  running: 'info',
  retrying: 'warning',
  failed: 'danger',
};

/** What waits, runs or went wrong in the background. */
export default function Jobs() {
  const t = useT();
  const [failed, setFailed] = useState(false);
  const query = useQuery(jobsQuery(failed));
  return (
    <Page
      title={t('platform.jobs.title')}
      subtitle={t('platform.jobs.subtitle')}
      actions={
        <ToggleButtonGroup
          exclusive
          value={failed}
          onChange={(_event, value: boolean | null) => value !== null && setFailed(value)}
          aria-label={t('platform.jobs.show')}
        >
          <ToggleButton value={false}>{t('platform.jobs.all')}</ToggleButton>
          <ToggleButton value={true}>{t('platform.jobs.failed')}</ToggleButton>
        </ToggleButtonGroup>
      }
    >
      <Loaded query={query} height={320}>
        {(jobs) => (
          <Card>
            {jobs.length === 0 ? (
              <Notice icon={DoneAll} title={t('platform.jobs.empty')} text={t('platform.jobs.emptyText')} />
            ) : (
              <Box component="ul" sx={{ m: 0, p: 0, listStyle: 'none' }}>
                {jobs.map((job) => (
                  <Job key={job.id} job={job} />
                ))}
              </Box>
            )}
          </Card>
        )}
      </Loaded>
    </Page>
  );
}

function Job({ job }: { job: JobBody }) {
  const t = useT();
  const formats = useFormats();
  const task = useTask();
  const problem = useProblem();
  const retry = useAct({
    run: () => done(api.POST('/api/v1/platform/jobs/{id}/retry', { params: { path: { id: job.id } } })),
    said: t('platform.jobs.retried'),
  });
  const state = job.state as 'waiting' | 'running' | 'retrying' | 'failed';
  const again = state === 'failed' || state === 'retrying';
  return (
    <Stack
      component="li"
      direction={{ xs: 'column', md: 'row' }}
      sx={{ gap: 2, p: 2, borderBottom: 1, borderColor: 'divider', '&:last-child': { borderBottom: 0 } }}
    >
      <Box sx={{ flex: 1, minWidth: 0 }}>
        <Stack direction="row" sx={{ gap: 1, alignItems: 'center', flexWrap: 'wrap' }}>
          <Typography sx={{ fontWeight: 650 }}>{task(job.task)}</Typography>
          <Tag tone={TONES[state] ?? 'neutral'} label={t(`platform.jobs.states.${state}`)} />
          {job.tenant_id && (
            <Link component={RouterLink} to={`/tenants/${job.tenant_id}`} variant="body2">
              {t('platform.jobs.tenant')}
            </Link>
          )}
        </Stack>
        <Typography variant="body2" color="text.secondary">
          {t('platform.jobs.facts', {
            id: job.id,
            attempts: job.attempts,
            most: job.max_attempts,
            when: formats.relative(job.created_at),
          })}
          {state === 'waiting' || state === 'retrying'
            ? ` · ${t('platform.jobs.next', { when: formats.relative(job.run_at) })}`
            : ''}
        </Typography>
        {job.last_error && (
          <Typography variant="body2" color="error" sx={{ mt: 0.5, overflowWrap: 'anywhere' }}>
            {job.last_error}
          </Typography>
        )}
      </Box>
      {again && (
        <Button
          variant="outlined"
          sx={{ alignSelf: 'flex-start' }}
          loading={retry.isPending}
          onClick={() => retry.mutate(undefined, { onError: problem })}
        >
          {t('platform.jobs.retry')}
        </Button>
      )}
    </Stack>
  );
}
