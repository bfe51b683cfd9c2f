import DownloadOutlined from '@mui/icons-material/DownloadOutlined';
import SearchOff from '@mui/icons-material/SearchOff';
import { Button, Card, Skeleton, Stack, TablePagination } from '@mui/material';
import { keepPreviousData, queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useSearchParams } from 'react-router-dom';
import { done } from '../../api/client';
import { useFormats } from '../../format/react';
import { useT } from '../../i18n/react';
import { APPOINTMENTS } from '../agenda/queries';
import { useBranch } from '../core/branch';
import { api } from '../core/session';
import { ErrorNotice, Notice } from '../ui/Notice';
import { Page } from '../ui/Page';
import { useProblem } from '../ui/useProblem';
import { csv } from './csv';
import { download } from '../../ui/download';
import { asked, FILTERS, type Asked } from './filters';
import { Filters } from './Filters';
import { Table } from './Table';

const ROWS = 25;
/** Most rows of a download. */
const MOST = 500;

const page = (query: Asked, number: number, rows: number) =>
  queryOptions({
    queryKey: [...APPOINTMENTS, 'page', query, number, rows],
    queryFn: ({ signal }) =>
      done(
        api.GET('/api/v1/appointments', {
          params: { query: { sort: '-starts_at', ...query, page: number, per_page: rows } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });

/** All appointments, narrowed by what the address says: the rows behind every number of the summary. */
export default function Appointments() {
  const t = useT();
  const formats = useFormats();
  const problem = useProblem();
  const client = useQueryClient();
  const branch = useBranch();
  const [params, setParams] = useSearchParams();
  const query = asked(params, branch, formats.today());
  const number = Math.max(1, Number(params.get('page')) || 1);
  const { data, error, refetch, isPlaceholderData } = useQuery(page(query, number, ROWS));

  const change = (changes: Record<string, string>) =>
    setParams(
      (before) => {
        const after = new URLSearchParams(before);
        after.delete('page');
        for (const [name, value] of Object.entries(changes)) {
          if (value === '') after.delete(name);
          else after.set(name, value);
        }
        return after;
      },
      { replace: true },
    );

  const save = async () => {
    const { data: rows } = await client.fetchQuery(page(query, 1, MOST));
    const head = (['when', 'code', 'client', 'service', 'professional', 'state', 'price'] as const).map(
      (name) => t(`appointments.columns.${name}`),
    );
    const lines = rows.map((row) => [
      formats.wallClock(row.starts_at).replace('T', ' ').slice(0, 16),
      row.code,
      row.client_name,
      row.service_name,
      row.professional_name,
      row.state,
      Number(row.final_price),
    ]);
    download(`citas-${query.from}-${query.until}.csv`, csv([head, ...lines]));
  };

  return (
    <Page
      title={t('appointments.title')}
      subtitle={data ? t('appointments.count', { smart_count: data.total }) : <Skeleton width={90} />}
      actions={
        <Button
          variant="outlined"
          color="inherit"
          startIcon={<DownloadOutlined />}
          disabled={!data?.total}
          title={(data?.total ?? 0) > MOST ? t('appointments.exportLimit', { count: MOST }) : undefined}
          onClick={() => void save().catch(problem)}
        >
          {t('appointments.export')}
        </Button>
      }
    >
      <Filters query={query} typed={params.get('q') ?? ''} onChange={change} />
      <Card sx={{ opacity: isPlaceholderData ? 0.6 : 1 }}>
        {error && !data && <ErrorNotice error={error} retry={() => void refetch()} />}
        {!data && !error && (
          <Stack sx={{ p: 2 }} aria-hidden>
            {Array.from({ length: 8 }, (_, row) => (
              <Skeleton key={row} height={53} />
            ))}
          </Stack>
        )}
        {data?.total === 0 && (
          <Notice
            icon={SearchOff}
            title={t('appointments.empty.title')}
            text={t('appointments.empty.text')}
            action={
              <Button onClick={() => change(Object.fromEntries(FILTERS.map((name) => [name, ''])))}>
                {t('appointments.clear')}
              </Button>
            }
          />
        )}
        {data && data.total > 0 && (
          <>
            <Table rows={data.data} />
            <TablePagination
              component="div"
              count={data.total}
              page={number - 1}
              rowsPerPage={ROWS}
              rowsPerPageOptions={[ROWS]}
              onPageChange={(_event, next) => change({ page: String(next + 1) })}
              labelDisplayedRows={({ from, to, count }) => `${from}–${to} / ${count}`}
            />
          </>
        )}
      </Card>
    </Page>
  );
}
