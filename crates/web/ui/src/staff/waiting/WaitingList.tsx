import HourglassEmpty from '@mui/icons-material/HourglassEmpty';
import { Button, Card, MenuItem, Skeleton, Stack, TablePagination, TextField } from '@mui/material';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearchParams } from 'react-router-dom';
import { done, filterBy } from '../../api/client';
import type { WaitingEntry } from '../../api/schema';
import { useT } from '../../i18n/react';
import { useRight } from '../agenda/rights';
import { refresh } from '../agenda/useAppointment';
import { useTell } from '../agenda/useTell';
import { useBranch } from '../core/branch';
import { api } from '../core/session';
import { ConfirmDialog } from '../ui/ConfirmDialog';
import { ErrorNotice, Notice } from '../ui/Notice';
import { Page } from '../ui/Page';
import { useProblem } from '../ui/useProblem';
import { Entry } from './Entry';
import { WaitingForm } from './WaitingForm';

const ROWS = 25;
const CHOICES = ['open', 'booked', 'expired', 'cancelled'] as const;

/** Who waits for a time that there is none of. */
export default function WaitingList() {
  const t = useT();
  const may = useRight();
  const tell = useTell();
  const problem = useProblem();
  const client = useQueryClient();
  const branch = useBranch();
  const [params, setParams] = useSearchParams();
  const state = CHOICES.find((known) => known === params.get('state')) ?? 'open';
  const page = Math.max(1, Number(params.get('page')) || 1);
  const [form, setForm] = useState<{ entry: WaitingEntry | null } | null>(null);
  const [leaving, setLeaving] = useState<WaitingEntry | null>(null);
  const [busy, setBusy] = useState(false);

  const { data, error, refetch } = useQuery({
    queryKey: ['waiting-list', state, branch, page],
    queryFn: ({ signal }) =>
      done(
        api.GET('/api/v1/waiting-list', {
          params: {
            query: {
              sort: state === 'open' ? 'created_at' : '-updated_at',
              page,
              per_page: ROWS,
              filter: {
                ...(state === 'open' ? { [filterBy('state', 'in')]: 'waiting,offered' } : { state }),
                ...(branch ? { branch_id: branch } : {}),
              },
            },
          },
          signal,
        }),
      ),
    refetchInterval: 30_000,
    refetchOnWindowFocus: true,
    placeholderData: keepPreviousData,
  });

  const again = () => {
    void client.invalidateQueries({ queryKey: ['waiting-list'] });
    refresh(client);
  };
  const act = async (what: () => Promise<unknown>, told: string) => {
    setBusy(true);
    try {
      await what();
      tell(told);
    } catch (refused) {
      problem(refused);
    } finally {
      setBusy(false);
      again();
    }
  };
  const book = (entry: WaitingEntry) =>
    act(
      () =>
        done(api.POST('/api/v1/waiting-list/{id}/book', { params: { path: { id: entry.id } }, body: {} })),
      t('waiting.booked', { name: entry.client_name }),
    );
  const leave = async (entry: WaitingEntry) => {
    await act(
      () =>
        done(
          api.POST('/api/v1/waiting-list/{id}/cancel', {
            params: { path: { id: entry.id } },
          }),
        ),
      t('waiting.cancelled', { name: entry.client_name }),
    );
    setLeaving(null);
  };
  const choose = (changes: Record<string, string>) =>
    setParams((before) => ({ ...Object.fromEntries(before), ...changes }));

  return (
    <Page
      title={t('waiting.title')}
      subtitle={t('waiting.subtitle')}
      actions={
        may('appointments.add', branch) && (
          <Button variant="contained" onClick={() => setForm({ entry: null })}>
            {t('waiting.add')}
          </Button>
        )
      }
    >
      <TextField
        select
        label={t('waiting.state')}
        value={state}
        onChange={(event) => choose({ state: event.target.value, page: '1' })}
        sx={{ minWidth: 180, mb: 2 }}
      >
        {CHOICES.map((choice) => (
          <MenuItem key={choice} value={choice}>
            {t(`waiting.states.${choice}`)}
          </MenuItem>
        ))}
      </TextField>
      {error && !data && <ErrorNotice error={error} retry={() => void refetch()} />}
      {!data && !error && [0, 1, 2, 3].map((row) => <Skeleton key={row} height={120} />)}
      {data?.total === 0 && (
        <Card>
          <Notice icon={HourglassEmpty} title={t('waiting.empty.title')} text={t('waiting.empty.text')} />
        </Card>
      )}
      <Stack component="ul" sx={{ listStyle: 'none', p: 0, m: 0, gap: 1.5 }}>
        {data?.data.map((entry) => (
          <Entry
            key={entry.id}
            entry={entry}
            busy={busy}
            onBook={() => void book(entry)}
            onEdit={() => setForm({ entry })}
            onCancel={() => setLeaving(entry)}
          />
        ))}
      </Stack>
      {data && data.total > ROWS && (
        <TablePagination
          component="div"
          count={data.total}
          page={page - 1}
          rowsPerPage={ROWS}
          rowsPerPageOptions={[ROWS]}
          onPageChange={(_event, next) => choose({ page: String(next + 1) })}
        />
      )}
      {form && (
        <WaitingForm
          entry={form.entry}
          onClose={() => setForm(null)}
          onSaved={() => {
            setForm(null);
            again();
          }}
        />
      )}
      <ConfirmDialog
        open={leaving !== null}
        title={t('waiting.cancel')}
        action={t('waiting.cancel')}
        danger
        pending={busy}
        onConfirm={() => leaving && void leave(leaving)}
        onClose={() => setLeaving(null)}
      >
        {t('waiting.confirmCancel', { name: leaving?.client_name ?? '' })}
      </ConfirmDialog>
    </Page>
  );
}
