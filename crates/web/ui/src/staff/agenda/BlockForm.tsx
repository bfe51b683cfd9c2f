import { Alert, Box, Button, Stack, TextField } from '@mui/material';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { done } from '../../api/client';
import { ApiError } from '../../api/problem';
import { useT } from '../../i18n/react';
import { describe } from '../../ui/describe';
import { api } from '../core/session';
import type { BookingStart } from './BookingDialog';
import { BranchInput } from './BranchInput';
import { placeOf } from './place';
import { TimeInput } from './TimeInput';
import { useTell } from './useTell';
import type { Shown } from './useShown';
import { endOf } from './WhenInputs';

/** Takes time of a professional or a room for what is no appointment. */
export function BlockForm({
  start,
  shown,
  onDone,
}: {
  start: BookingStart;
  shown: Shown;
  onDone: () => void;
}) {
  const t = useT();
  const tell = useTell();
  const client = useQueryClient();
  const { formats } = shown;
  const from = start.start ?? '';
  const [begins, setBegins] = useState(from.slice(11, 16));
  const [ends, setEnds] = useState((start.end ?? endOf(from, 60)).slice(11, 16));
  const [reason, setReason] = useState('');
  const day = from.slice(0, 10);
  const [chosen, setChosen] = useState('');
  const [missing, setMissing] = useState(false);
  const starts_at = begins && formats.instant(`${day}T${begins}`);
  // What ends before it begins ends on the next day.
  const ends_at = ends && formats.instant(`${ends < begins ? formats.addDays(day, 1) : day}T${ends}`);
  const branch =
    chosen ||
    (placeOf(shown, { room: start.room, professional: start.professional, at: starts_at || null }) ?? '');
  const block = useMutation({
    mutationFn: () =>
      done(
        api.POST('/api/v1/blocks', {
          body: {
            branch_id: branch,
            starts_at,
            ends_at,
            ...(start.professional ? { professional_id: start.professional } : {}),
            ...(start.room ? { room_id: start.room } : {}),
            ...(reason.trim() ? { reason: reason.trim() } : {}),
          },
        }),
      ),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['time-slots'] });
      tell(t('agenda.block.done'));
      onDone();
    },
  });
  const fields = block.error instanceof ApiError ? block.error.fields : {};
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (block.isPending) return;
    if (starts_at && ends_at && branch) block.mutate();
    else setMissing(true);
  };
  return (
    <Box component="form" noValidate onSubmit={submit} sx={{ p: 2.5, pt: 1.5 }}>
      <Stack sx={{ gap: 2 }}>
        <TextField
          autoFocus
          label={t('agenda.block.reason')}
          placeholder={t('agenda.block.example')}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
          error={'reason' in fields}
          helperText={fields.reason}
        />
        <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: '1fr 1fr' }}>
          {(
            [
              ['from', begins, setBegins, fields.starts_at],
              ['until', ends, setEnds, fields.ends_at],
            ] as const
          ).map(([name, value, set, wrong]) => (
            <TimeInput
              key={name}
              label={t(`agenda.block.${name}`)}
              value={value}
              onChange={set}
              error={wrong ?? (missing && value === '' ? t('agenda.needTime') : undefined)}
            />
          ))}
        </Box>
        {!shown.branch && shown.branches.length > 1 && (
          <BranchInput
            branches={shown.branches}
            value={branch}
            onChange={setChosen}
            error={fields.branch_id ?? (missing && !branch ? t('agenda.needBranch') : undefined)}
          />
        )}
        {missing && !branch && shown.branches.length < 2 && (
          <Alert severity="warning" variant="outlined">
            {t('agenda.needBranch')}
          </Alert>
        )}
        {block.error && Object.keys(fields).length === 0 && (
          <Alert severity="warning" variant="outlined">
            {describe(block.error, t)}
          </Alert>
        )}
        <Button
          type="submit"
          variant="contained"
          size="large"
          loading={block.isPending}
          sx={{ minHeight: 48 }}
        >
          {t('agenda.block.save')}
        </Button>
      </Stack>
    </Box>
  );
}
