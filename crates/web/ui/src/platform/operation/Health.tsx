import CheckCircle from '@mui/icons-material/CheckCircle';
import ErrorIcon from '@mui/icons-material/Error';
import { Alert, Stack, Table, TableBody, TableCell, TableHead, TableRow, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import type { SystemHealth } from '../../api/schema';
import { useFormats } from '../../format/react';
import { useT } from '../../i18n/react';
import { Page } from '../../staff/ui/Page';
import { Tag, type Tone } from '../../staff/ui/Tag';
import { bytes } from '../core/bytes';
import { healthQuery } from '../core/queries';
import { Loaded } from '../ui/Loaded';
import { Columns, Facts, Section } from '../ui/Section';
import { useTask } from './useTask';

/** How the system is: the services, the queue, the database, and what happens by itself. */
export default function Health() {
  const t = useT();
  const formats = useFormats();
  const query = useQuery(healthQuery);
  const at = query.data?.timestamp;
  return (
    <Page
      title={t('platform.health.title')}
      subtitle={at ? t('platform.health.at', { time: formats.time(at) }) : ' '}
    >
      <Loaded query={query} height={560}>
        {(health) => <Whole health={health} />}
      </Loaded>
    </Page>
  );
}

function Whole({ health }: { health: SystemHealth }) {
  const t = useT();
  const formats = useFormats();
  const { queue, database, program, schemas } = health;
  const since = (at: string | null | undefined) => (at ? formats.relative(at) : '–');
  return (
    <Stack sx={{ gap: 2 }} aria-live="polite">
      <Alert severity={health.status === 'healthy' ? 'success' : 'error'}>
        {t(health.status === 'healthy' ? 'platform.health.well' : 'platform.health.ill')}
      </Alert>
      <Columns min={260}>
        <Section title={t('platform.health.services')}>
          <Stack component="ul" sx={{ m: 0, p: 0, gap: 1.5, listStyle: 'none' }}>
            {health.services.map(({ name, status, message, latency_ms }) => (
              <Stack key={name} component="li" direction="row" sx={{ gap: 1.25, alignItems: 'flex-start' }}>
                {status === 'healthy' ? <CheckCircle color="success" /> : <ErrorIcon color="error" />}
                <div>
                  <Typography sx={{ fontWeight: 650 }}>
                    {name === 'database' || name === 'jobs' ? t(`platform.health.names.${name}`) : name}
                  </Typography>
                  <Typography variant="body2" color="text.secondary">
                    {message}
                    {latency_ms != null &&
                      ` · ${formats.number(latency_ms, { maximumFractionDigits: 1 })} ms`}
                  </Typography>
                </div>
              </Stack>
            ))}
          </Stack>
        </Section>
        <Section title={t('platform.health.queue')}>
          <Facts
            facts={[
              [t('platform.health.workersLabel'), formats.number(queue.workers)],
              [t('platform.health.heartbeat'), since(queue.last_heartbeat_at)],
              [t('platform.jobs.states.waiting'), formats.number(queue.waiting)],
              [t('platform.jobs.states.running'), formats.number(queue.running)],
              [t('platform.jobs.states.retrying'), formats.number(queue.retrying)],
              [t('platform.jobs.states.failed'), formats.number(queue.failed)],
              [t('platform.health.oldest'), since(queue.oldest_due_at)],
            ]}
          />
        </Section>
        <Section title={t('platform.health.database')}>
          <Facts
            facts={[
              [t('platform.health.version'), `PostgreSQL ${database.version}`],
              [t('platform.health.since'), since(database.started_at)],
              [t('platform.tenants.size'), bytes(formats, database.size_bytes)],
              [
                t('platform.health.connections'),
                t('platform.usage.of', {
                  used: formats.number(database.connections),
                  limit: formats.number(database.max_connections),
                }),
              ],
            ]}
          />
        </Section>
        <Section title={t('platform.health.program')}>
          <Facts
            facts={[
              [t('platform.health.version'), `${program.version} (${program.build})`],
              [t('platform.migrations.current'), formats.number(schemas.current)],
              [t('platform.migrations.other'), formats.number(schemas.other)],
              [t('platform.health.warm'), formats.number(health.warm_schemas)],
            ]}
          />
        </Section>
      </Columns>
      <Periodic health={health} />
      <Pools health={health} />
    </Stack>
  );
}

const TONES: Record<string, Tone> = {
  done: 'success',
  failed: 'danger',
  retrying: 'warning',
  running: 'info',
};

function Periodic({ health }: { health: SystemHealth }) {
  const t = useT();
  const formats = useFormats();
  const task = useTask();
  return (
    <Section title={t('platform.health.periodic')} text={t('platform.health.periodicText')} flush>
      <Table sx={{ minWidth: 560 }}>
        <TableHead>
          <TableRow>
            <TableCell>{t('platform.health.task')}</TableCell>
            <TableCell>{t('platform.tenants.state')}</TableCell>
            <TableCell>{t('platform.health.last')}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {health.periodic.map((job) => (
            <TableRow key={job.task}>
              <TableCell>
                {task(job.task)}
                {job.last_error && (
                  <Typography variant="body2" color="error">
                    {job.last_error}
                  </Typography>
                )}
              </TableCell>
              <TableCell>
                <Tag
                  tone={TONES[job.state] ?? 'neutral'}
                  label={t(`platform.jobs.states.${job.state as 'done'}`)}
                />
              </TableCell>
              <TableCell>{job.last_queued_at ? formats.relative(job.last_queued_at) : '–'}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Section>
  );
}

function Pools({ health }: { health: SystemHealth }) {
  const t = useT();
  const formats = useFormats();
  return (
    <Section title={t('platform.health.pools')} text={t('platform.health.poolsText')} flush>
      <Table size="small" sx={{ minWidth: 520 }}>
        <TableHead>
          <TableRow>
            <TableCell>{t('platform.health.pool')}</TableCell>
            <TableCell align="right">{t('platform.health.inUse')}</TableCell>
            <TableCell align="right">{t('platform.health.open')}</TableCell>
            <TableCell align="right">{t('platform.health.waiting')}</TableCell>
            <TableCell align="right">{t('platform.health.waits')}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {health.pools.map((pool) => (
            <TableRow key={pool.name}>
              <TableCell>{pool.name}</TableCell>
              <TableCell align="right">{formats.number(pool.in_use)}</TableCell>
              <TableCell align="right">
                {t('platform.usage.of', { used: formats.number(pool.size), limit: formats.number(pool.max) })}
              </TableCell>
              <TableCell align="right">{formats.number(pool.waiting)}</TableCell>
              <TableCell align="right">{formats.number(pool.waits)}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Section>
  );
}
