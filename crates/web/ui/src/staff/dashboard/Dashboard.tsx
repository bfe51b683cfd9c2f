import { Box, MenuItem, Stack, TextField } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { Navigate, useSearchParams } from 'react-router-dom';
import { done } from '../../api/client';
import { useFormats } from '../../format/react';
import { useT } from '../../i18n/react';
import { useBranch } from '../core/branch';
import { useMe, useModule } from '../core/me';
import { api } from '../core/session';
import { ErrorNotice } from '../ui/Notice';
import { Page } from '../ui/Page';
import { Days } from './Days';
import { Figures } from './Figures';
import { FirstSteps } from './FirstSteps';
import { Now } from './Now';
import { dashboardQuery, type Whose } from './queries';
import { RangePicker } from './RangePicker';
import { readRange } from './range';
import { Top } from './Top';

/** How the business is doing. Whoever may not know begins with today's appointments, or with the clients. */
export default function Dashboard() {
  const scheduling = useModule('scheduling');
  const { permissions } = useMe();
  if (!scheduling) return <Navigate to="/clients" replace />;
  if (permissions.includes('dashboard.view')) return <Overview />;
  if (permissions.includes('appointments.view')) return <Navigate to="/hoy" replace />;
  return <Navigate to={permissions.includes('clients.view') ? '/clients' : '/mi-cuenta'} replace />;
}

function Overview() {
  const t = useT();
  const formats = useFormats();
  const branch = useBranch();
  const [query, setQuery] = useSearchParams();
  const range = readRange(query, formats.today());
  const professional = query.get('professional');
  const whose: Whose = { ...(branch ? { branch } : {}), ...(professional ? { professional } : {}) };
  const { data, error, refetch } = useQuery(dashboardQuery(whose));

  const ask = (changes: Record<string, string | null>) =>
    setQuery((before) => {
      const after = new URLSearchParams(before);
      for (const [name, value] of Object.entries(changes)) {
        if (value === null) after.delete(name);
        else after.set(name, value);
      }
      return after;
    });
  const days = `from=${data?.days[0]?.day ?? range.from}&until=${formats.today()}`;

  return (
    <Page
      title={t('dashboard.title')}
      subtitle={t('dashboard.subtitle', {
        range:
          range.from === range.until
            ? formats.dayLong(range.from)
            : `${formats.date(range.from)} – ${formats.date(range.until)}`,
      })}
      actions={
        <Stack direction="row" sx={{ gap: 1, flexWrap: 'wrap' }}>
          <Professional value={professional} onChange={(id) => ask({ professional: id })} />
          <RangePicker
            value={range}
            onPeriod={(period) => ask({ period, from: null, until: null })}
            onRange={({ from, until }) => ask({ period: null, from, until })}
          />
        </Stack>
      }
    >
      <Stack sx={{ gap: 1.5 }}>
        {data && <FirstSteps professionals={data.active_professionals} />}
        <Now figures={data?.today.current} />
        <Figures range={range} whose={whose} />
        {error && !data ? (
          <ErrorNotice error={error} retry={() => void refetch()} />
        ) : (
          <Box
            sx={{
              display: 'grid',
              gap: 1.5,
              gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: 'minmax(0, 2fr) minmax(0, 1fr)' },
            }}
          >
            <Days days={data?.days} />
            <Top
              title={t('dashboard.top.services')}
              rows={data?.top_services}
              to={(row) => `/citas?${days}&service=${row.id}`}
            />
          </Box>
        )}
        {!professional && (
          <Top
            title={t('dashboard.top.professionals')}
            rows={data?.top_professionals}
            to={(row) => `/citas?${days}&professional=${row.id}`}
          />
        )}
      </Stack>
    </Page>
  );
}

function Professional({ value, onChange }: { value: string | null; onChange: (id: string | null) => void }) {
  const t = useT();
  const { data } = useQuery({
    queryKey: ['professionals', 'active'],
    queryFn: () =>
      done(
        api.GET('/api/v1/professionals', {
          params: { query: { per_page: 100, sort: 'full_name', filter: { is_active: 'true' } } },
        }),
      ),
    staleTime: 5 * 60_000,
  });
  const known = data?.data.some(({ id }) => id === value) ?? false;
  return (
    <TextField
      select
      label={t('dashboard.professional')}
      value={known ? value : ''}
      onChange={(event) => onChange(event.target.value || null)}
      sx={{ minWidth: 190 }}
      slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}
    >
      <MenuItem value="">{t('dashboard.everybody')}</MenuItem>
      {data?.data.map(({ id, full_name }) => (
        <MenuItem key={id} value={id}>
          {full_name}
        </MenuItem>
      ))}
    </TextField>
  );
}
