import {
  Alert,
  Box,
  Button,
  Chip,
  Dialog,
  DialogActions,
  DialogContent,
  DialogTitle,
  FormControlLabel,
  Radio,
  RadioGroup,
  Stack,
  Switch,
  TextField,
} from '@mui/material';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { ApiError } from '../../api/problem';
import type { Appointment } from '../../api/schema';
import { useT } from '../../i18n/react';
import { describe } from '../../ui/describe';
import { cancelSeries } from './series';
import { refresh, useAppointment } from './useAppointment';
import { useTell } from './useTell';

const REASONS = ['client', 'sick', 'business'] as const;

/** Calls an appointment off: why, and whether the client is told. */
export function CancelDialog({ appointment, onClose }: { appointment: Appointment; onClose: () => void }) {
  const t = useT();
  const tell = useTell();
  const client = useQueryClient();
  const { send } = useAppointment();
  const [reason, setReason] = useState('');
  const [notify, setNotify] = useState(true);
  const [following, setFollowing] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [saving, setSaving] = useState(false);
  const fields = error instanceof ApiError ? error.fields : {};
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setSaving(true);
    setError(null);
    try {
      if (following) await cancelSeries(appointment, reason.trim(), notify);
      else await send(appointment, 'cancel', { reason: reason.trim(), notify });
      refresh(client);
      onClose();
      tell(t('agenda.told.cancel', { name: appointment.client_name }));
    } catch (refused) {
      setError(refused);
      setSaving(false);
    }
  };
  return (
    <Dialog open onClose={onClose} aria-labelledby="cancel-title" maxWidth="xs" fullWidth>
      <Box component="form" noValidate onSubmit={(event) => void submit(event)}>
        <DialogTitle id="cancel-title">
          {t('agenda.cancel.title', { name: appointment.client_name })}
        </DialogTitle>
        <DialogContent>
          <Stack sx={{ gap: 2, pt: 1 }}>
            <Stack direction="row" sx={{ gap: 1, flexWrap: 'wrap' }}>
              {REASONS.map((name) => (
                <Chip
                  key={name}
                  label={t(`agenda.cancel.reasons.${name}`)}
                  onClick={() => setReason(t(`agenda.cancel.reasons.${name}`))}
                  sx={{ minHeight: 40, borderRadius: 99 }}
                />
              ))}
            </Stack>
            <TextField
              autoFocus
              required
              label={t('agenda.cancel.reason')}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
              multiline
              maxRows={4}
              error={'reason' in fields}
              helperText={fields.reason}
            />
            {appointment.series_id && (
              <RadioGroup
                aria-label={t('agenda.series.scope')}
                value={following ? 'following' : 'this'}
                onChange={(event) => setFollowing(event.target.value === 'following')}
              >
                <FormControlLabel value="this" control={<Radio />} label={t('agenda.series.this')} />
                <FormControlLabel
                  value="following"
                  control={<Radio />}
                  label={t('agenda.series.following')}
                />
              </RadioGroup>
            )}
            <FormControlLabel
              control={<Switch checked={notify} onChange={(_event, on) => setNotify(on)} />}
              label={t('agenda.notify')}
            />
            {error !== null && !('reason' in fields) && (
              <Alert severity="warning" variant="outlined">
                {describe(error, t)}
              </Alert>
            )}
          </Stack>
        </DialogContent>
        <DialogActions sx={{ px: 3, pb: 2.5 }}>
          <Button onClick={onClose} sx={{ minHeight: 44 }}>
            {t('common.back')}
          </Button>
          <Button type="submit" variant="contained" color="error" loading={saving} sx={{ minHeight: 44 }}>
            {t('agenda.verbs.cancel')}
          </Button>
        </DialogActions>
      </Box>
    </Dialog>
  );
}
