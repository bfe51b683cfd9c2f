import TaskAlt from '@mui/icons-material/TaskAlt';
import {
  Box,
  Button,
  Link,
  Stack,
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableRow,
  Typography,
} from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { Link as RouterLink } from 'react-router-dom';
import { done } from '../../api/client';
import type { MigrationStatus } from '../../api/schema';
import { useFormats } from '../../format/react';
import { useT } from '../../i18n/react';
import { Notice } from '../../staff/ui/Notice';
import { Page } from '../../staff/ui/Page';
import { Tag } from '../../staff/ui/Tag';
import { useProblem } from '../../staff/ui/useProblem';
import { migrationsQuery } from '../core/queries';
import { api } from '../core/session';
import { useAct } from '../core/useAct';
import { Figure } from '../overview/Figure';
import { Loaded } from '../ui/Loaded';
import { Section } from '../ui/Section';

/** How many slugs of a version are named. */
const NAMED = 12;

/** Which versions the tenants' schemas are at, and what could not be brought up to date. */
export default function Migrations() {
  const t = useT();
  const query = useQuery(migrationsQuery);
  return (
    <Page title={t('platform.migrations.title')} subtitle={t('platform.migrations.subtitle')}>
      <Loaded query={query} height={480}>
        {(status) => <Status status={status} />}
      </Loaded>
    </Page>
  );
}

function Status({ status }: { status: MigrationStatus }) {
  const t = useT();
  const formats = useFormats();
  const { current, other, failures, versions } = status;
  return (
    <Stack sx={{ gap: 2 }}>
      <Box
        sx={{
          display: 'grid',
          gap: 2,
          gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 220px), 1fr))',
        }}
      >
        <Figure
          label={t('platform.migrations.current')}
          value={formats.number(current)}
          note={t('platform.migrations.currentNote')}
        />
        <Figure
          label={t('platform.migrations.other')}
          value={formats.number(other)}
          note={t('platform.migrations.otherNote')}
          tone={other > 0 ? 'warning' : 'calm'}
        />
        <Figure
          label={t('platform.migrations.failed')}
          value={formats.number(failures.length)}
          note={t('platform.migrations.failedNote')}
          tone={failures.length > 0 ? 'danger' : 'calm'}
        />
      </Box>
      <Section title={t('platform.migrations.failures')} flush>
        {failures.length === 0 ? (
          <Notice icon={TaskAlt} title={t('platform.migrations.none')} />
        ) : (
          <Stack component="ul" sx={{ m: 0, px: 2.5, pb: 2.5, gap: 2, listStyle: 'none' }}>
            {failures.map((failure) => (
              <Failure key={`${failure.tenant_id} ${failure.migration ?? ''}`} failure={failure} />
            ))}
          </Stack>
        )}
      </Section>
      <Section title={t('platform.migrations.versions')} flush>
        <Table sx={{ minWidth: 640 }}>
          <TableHead>
            <TableRow>
              <TableCell>{t('platform.migrations.version')}</TableCell>
              <TableCell>{t('platform.tenant.tabs.modules')}</TableCell>
              <TableCell align="right">{t('platform.migrations.tenants')}</TableCell>
              <TableCell>{t('platform.migrations.which')}</TableCell>
            </TableRow>
          </TableHead>
          <TableBody>
            {versions.map((version) => (
              <TableRow key={version.fingerprint + version.modules.join()}>
                <TableCell>
                  <Box component="code" sx={{ mr: 1 }}>
                    {version.fingerprint.slice(0, 8)}
                  </Box>
                  <Tag
                    tone={version.current ? 'success' : 'warning'}
                    label={t(version.current ? 'platform.schema.current' : 'platform.schema.other')}
                  />
                </TableCell>
                <TableCell>{version.modules.join(', ')}</TableCell>
                <TableCell align="right">{formats.number(version.tenants)}</TableCell>
                <TableCell>
                  {version.slugs.slice(0, NAMED).join(', ')}
                  {version.tenants > NAMED && '…'}
                </TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </Section>
    </Stack>
  );
}

function Failure({ failure }: { failure: MigrationStatus['failures'][number] }) {
  const t = useT();
  const formats = useFormats();
  const problem = useProblem();
  const retry = useAct({
    run: () =>
      done(
        api.POST('/api/v1/platform/tenants/{id}/migrate', { params: { path: { id: failure.tenant_id } } }),
      ),
    said: t('platform.operation.migrateAsked'),
  });
  return (
    <Stack component="li" direction={{ xs: 'column', md: 'row' }} sx={{ gap: 2 }}>
      <Box sx={{ flex: 1, minWidth: 0 }}>
        <Link component={RouterLink} to={`/tenants/${failure.tenant_id}`} sx={{ fontWeight: 650 }}>
          {failure.slug}
        </Link>
        <Typography variant="body2" color="text.secondary">
          {t('platform.migrations.facts', {
            migration: failure.migration ?? '–',
            smart_count: failure.attempts,
            when: formats.relative(failure.failed_at),
          })}
        </Typography>
        <Typography variant="body2" color="error" sx={{ overflowWrap: 'anywhere' }}>
          {failure.error}
        </Typography>
      </Box>
      <Button
        variant="outlined"
        sx={{ alignSelf: 'flex-start' }}
        loading={retry.isPending}
        onClick={() => retry.mutate(undefined, { onError: problem })}
      >
        {t('platform.jobs.retry')}
      </Button>
    </Stack>
  );
}
