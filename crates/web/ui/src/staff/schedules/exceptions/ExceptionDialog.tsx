import {
  Alert,
  Box,
  Button,
  Dialog,
  DialogActions,
  DialogContent,
  DialogTitle,
  MenuItem,
  Stack,
  TextField,
  useMediaQuery,
  useTheme,
} from '@mui/material';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useNotify } from 'react-admin';
import type { ScheduleException } from '../../../api/schema';
import { useT } from '../../../i18n/react';
import { describe } from '../../../ui/describe';
import { useRight } from '../../agenda/rights';
import { useEverywhere } from '../../core/everywhere';
import { bodyOf, draftOf, trouble, USUAL, type Draft } from './form';
import { HoursFields } from './HoursFields';
import { KindChoice } from './KindChoice';
import { Outside } from './Outside';
import { deleteException, writeException } from './queries';
import { ReasonField } from './ReasonField';
import { useNames } from './useNames';

/** What the dialog is about: days to make an exception of, or one that there is. */
export type Opened =
  | { kind: 'new'; from: string; until: string; professional: string; fixed: boolean }
  | { kind: 'old'; exception: ScheduleException };

/** Makes, changes and deletes an exception, and tells of appointments that it leaves outside of working time. */
export function ExceptionDialog({ opened, close }: { opened: Opened; close: () => void }) {
  const t = useT();
  const theme = useTheme();
  const small = useMediaQuery(theme.breakpoints.down('sm'));
  const client = useQueryClient();
  const notify = useNotify();
  const may = useRight();
  const everywhere = useEverywhere()('schedules.change');
  const { professionals, branches } = useNames();
  const mine = branches.filter(({ id }) => may('schedules.change', id));
  const old = opened.kind === 'old' ? opened.exception : null;
  // What nobody chose where there is but one is that one.
  const only = mine.length === 1 ? (mine[0]?.id ?? '') : '';
  const [draft, setDraft] = useState<Draft>(() =>
    opened.kind === 'old'
      ? draftOf(opened.exception)
      : {
          kind: 'day_off',
          professional: opened.professional,
          branch: everywhere ? '' : only,
          startsOn: opened.from,
          endsOn: opened.until,
          hours: [],
          reason: '',
        },
  );
  const [tried, setTried] = useState(false);
  const [asking, setAsking] = useState(false);
  const [left, setLeft] = useState<{ count: number; day: string } | null>(null);
  const editable =
    old === null
      ? mine.length > 0 || everywhere
      : old.branch_id
        ? may('schedules.change', old.branch_id)
        : everywhere;
  const edit = (part: Partial<Draft>) => setDraft((now) => ({ ...now, ...part }));
  const missing = trouble(draft);
  const told = tried ? missing : null;

  const settled = (outside: number, text: string) => {
    void client.invalidateQueries({ queryKey: ['schedule-exceptions'] });
    void client.invalidateQueries({ queryKey: ['time-slots'] });
    void client.invalidateQueries({ queryKey: ['professionals', 'edited'] });
    if (outside > 0) {
      setLeft({ count: outside, day: draft.startsOn });
      return;
    }
    notify(text, { type: 'success' });
    close();
  };
  const save = useMutation({
    mutationFn: () => writeException(bodyOf(draft), old),
    onSuccess: (written) => settled(written.appointments_outside, t('schedules.exceptions.saved')),
  });
  const remove = useMutation({
    mutationFn: () => deleteException(old as ScheduleException),
    onSuccess: (deleted) => settled(deleted.appointments_outside, t('schedules.exceptions.deleted')),
  });
  const busy = save.isPending || remove.isPending;
  const error = save.error ?? remove.error;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (missing === null) save.mutate();
  };

  if (left) {
    return <Outside count={left.count} day={left.day} professional={draft.professional} close={close} />;
  }
  return (
    <Dialog
      open
      onClose={busy ? undefined : close}
      fullScreen={small}
      maxWidth="sm"
      fullWidth
      aria-labelledby="exception-title"
    >
      <form onSubmit={submit} noValidate>
        <DialogTitle id="exception-title">
          {t(old ? 'schedules.exceptions.edit' : 'schedules.exceptions.add')}
        </DialogTitle>
        <DialogContent>
          <Box component="fieldset" disabled={!editable || busy} sx={{ border: 0, p: 0, m: 0, minWidth: 0 }}>
            <Stack sx={{ gap: 2.5, pt: 0.5 }}>
              <KindChoice
                value={draft.kind}
                disabled={!editable}
                onChange={(kind) =>
                  edit({
                    kind,
                    ...(kind !== 'day_off' && draft.hours.length === 0 ? { hours: [USUAL] } : {}),
                    ...(kind !== 'day_off' && !draft.branch ? { branch: only } : {}),
                  })
                }
              />
              <Stack direction={{ xs: 'column', sm: 'row' }} sx={{ gap: 2 }}>
                <TextField
                  select
                  fullWidth
                  label={t('schedules.exceptions.professional')}
                  value={professionals?.some(({ id }) => id === draft.professional) ? draft.professional : ''}
                  onChange={(event) => edit({ professional: event.target.value })}
                  disabled={!editable || (opened.kind === 'new' && opened.fixed)}
                  error={told === 'who' && !draft.professional}
                  slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}
                >
                  <MenuItem value="" disabled={draft.kind !== 'day_off'}>
                    {t('schedules.exceptions.everybody')}
                  </MenuItem>
                  {professionals?.map(({ id, full_name }) => (
                    <MenuItem key={id} value={id}>
                      {full_name}
                    </MenuItem>
                  ))}
                </TextField>
                {(branches.length > 1 || (draft.kind !== 'day_off' && only === '')) && (
                  <TextField
                    select
                    fullWidth
                    label={t('schedules.exceptions.branch')}
                    value={branches.some(({ id }) => id === draft.branch) ? draft.branch : ''}
                    onChange={(event) => edit({ branch: event.target.value })}
                    disabled={!editable}
                    error={told === 'who' && !draft.branch}
                    slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}
                  >
                    <MenuItem value="" disabled={draft.kind !== 'day_off' || !everywhere}>
                      {t('schedules.exceptions.anyBranch')}
                    </MenuItem>
                    {(editable ? mine : branches).map(({ id, name }) => (
                      <MenuItem key={id} value={id}>
                        {name}
                      </MenuItem>
                    ))}
                  </TextField>
                )}
              </Stack>
              {told === 'who' && <Alert severity="error">{t('schedules.exceptions.needWho')}</Alert>}
              <Stack direction="row" sx={{ gap: 2 }}>
                {(['startsOn', 'endsOn'] as const).map((end) => (
                  <TextField
                    key={end}
                    type="date"
                    fullWidth
                    label={t(`schedules.exceptions.${end}`)}
                    value={draft[end]}
                    onChange={(event) => {
                      const day = event.target.value;
                      const follows =
                        end === 'startsOn' && (draft.endsOn < day || draft.endsOn === draft.startsOn);
                      edit({ [end]: day, ...(follows ? { endsOn: day } : {}) });
                    }}
                    error={told === 'dates'}
                    helperText={
                      told === 'dates' && end === 'endsOn' ? t('schedules.exceptions.endBefore') : undefined
                    }
                    slotProps={{
                      inputLabel: { shrink: true },
                      htmlInput: end === 'endsOn' ? { min: draft.startsOn } : {},
                    }}
                  />
                ))}
              </Stack>
              {draft.kind !== 'day_off' && (
                <HoursFields
                  draft={draft}
                  edit={edit}
                  told={told === 'order' || told === 'overlap' || told === 'hours' ? told : null}
                />
              )}
              <ReasonField
                value={draft.reason}
                disabled={!editable}
                onChange={(reason) => edit({ reason })}
              />
            </Stack>
          </Box>
          <div aria-live="assertive">
            {error && (
              <Alert severity="error" sx={{ mt: 2 }}>
                {describe(error, t)}
              </Alert>
            )}
            {asking && (
              <Alert
                severity="warning"
                sx={{ mt: 2 }}
                action={
                  <Button color="inherit" onClick={() => remove.mutate()} loading={remove.isPending}>
                    {t('common.delete')}
                  </Button>
                }
              >
                {t('schedules.exceptions.confirmDelete')}
              </Alert>
            )}
          </div>
        </DialogContent>
        <DialogActions sx={{ px: 3, pb: 2 }}>
          {old && editable && (
            <Button
              color="error"
              onClick={() => setAsking(true)}
              disabled={busy || asking}
              sx={{ mr: 'auto', minHeight: 40 }}
            >
              {t('common.delete')}
            </Button>
          )}
          <Button onClick={close} disabled={busy} sx={{ minHeight: 40 }}>
            {t(editable ? 'common.cancel' : 'common.close')}
          </Button>
          {editable && (
            <Button
              type="submit"
              variant="contained"
              loading={save.isPending}
              disabled={busy}
              sx={{ minHeight: 40 }}
            >
              {t('common.save')}
            </Button>
          )}
        </DialogActions>
      </form>
    </Dialog>
  );
}
