import {
  Alert,
  Button,
  Dialog,
  DialogActions,
  DialogContent,
  DialogTitle,
  MenuItem,
  Stack,
  TextField,
  Typography,
} from '@mui/material';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { done } from '../../api/client';
import { ApiError } from '../../api/problem';
import { useT } from '../../i18n/react';
import { describe } from '../../ui/describe';
import { BranchInput } from '../agenda/BranchInput';
import { ClientPicker, type PickedClient } from '../agenda/ClientPicker';
import { LimitHint } from '../agenda/LimitHint';
import { professionalsQuery, servicesQuery } from '../agenda/queries';
import { refresh } from '../agenda/useAppointment';
import { useTell } from '../agenda/useTell';
import { useBranches } from '../core/branch';
import { api } from '../core/session';

/** Puts down somebody who came without an appointment, for right now. */
export function WalkIn({ branch, onClose }: { branch: string | null; onClose: () => void }) {
  const t = useT();
  const tell = useTell();
  const client = useQueryClient();
  const services = useQuery(servicesQuery);
  const professionals = useQuery(professionalsQuery);
  const [who, setWho] = useState<PickedClient | null>(null);
  const [service, setService] = useState('');
  const [professional, setProfessional] = useState('');
  const branches = useBranches();
  const [chosen, setChosen] = useState('');
  const asked = branch === null && branches.length > 1;
  const [note, setNote] = useState('');
  const [error, setError] = useState<unknown>(null);
  const [saving, setSaving] = useState(false);
  // One walk-in, however often it is sent.
  const [key] = useState(() => crypto.randomUUID());
  const fields = error instanceof ApiError ? error.fields : {};

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!who || service === '' || (asked && chosen === '')) return;
    setSaving(true);
    setError(null);
    try {
      await done(
        api.POST('/api/v1/walk-ins', {
          params: { header: { 'Idempotency-Key': key } },
          body: {
            client_id: who.id,
            service_id: service,
            professional_id: professional || null,
            branch_id: branch ?? (chosen || null),
            internal_notes: note.trim() || null,
          },
        }),
      );
      refresh(client);
      tell(t('today.walkInDialog.done', { name: who.name }));
      onClose();
    } catch (refused) {
      setError(refused);
    } finally {
      setSaving(false);
    }
  };

  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="xs" aria-labelledby="walk-in-title">
      <form onSubmit={(event) => void submit(event)} noValidate>
        <DialogTitle id="walk-in-title">{t('today.walkInDialog.title')}</DialogTitle>
        <DialogContent>
          <Stack sx={{ gap: 2, pt: 0.5 }}>
            <Typography color="text.secondary">{t('today.walkInDialog.text')}</Typography>
            <ClientPicker
              value={who}
              onChange={setWho}
              label={t('today.walkInDialog.client')}
              error={fields.client_id}
              autoFocus
            />
            <TextField
              select
              label={t('today.walkInDialog.service')}
              value={service}
              onChange={(event) => setService(event.target.value)}
              error={Boolean(fields.service_id)}
              helperText={fields.service_id}
              disabled={!services.data}
            >
              {(services.data ?? []).map(({ id, name, minutes }) => (
                <MenuItem key={id} value={id}>
                  {name} · {t('common.minutesShort', { minutes })}
                </MenuItem>
              ))}
            </TextField>
            <TextField
              select
              label={t('today.walkInDialog.professional')}
              value={professional}
              onChange={(event) => setProfessional(event.target.value)}
              error={Boolean(fields.professional_id)}
              helperText={fields.professional_id}
              slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}
            >
              <MenuItem value="">{t('today.walkInDialog.anybody')}</MenuItem>
              {(professionals.data ?? []).map(({ id, full_name }) => (
                <MenuItem key={id} value={id}>
                  {full_name}
                </MenuItem>
              ))}
            </TextField>
            {asked && (
              <BranchInput branches={branches} value={chosen} onChange={setChosen} error={fields.branch_id} />
            )}
            <TextField
              label={t('today.walkInDialog.note')}
              value={note}
              onChange={(event) => setNote(event.target.value)}
              multiline
              maxRows={4}
              slotProps={{ htmlInput: { maxLength: 1000 } }}
            />
            {error !== null && (
              <Alert severity="warning" variant="outlined">
                {describe(error, t)} <LimitHint error={error} />
              </Alert>
            )}
          </Stack>
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose} color="inherit">
            {t('common.cancel')}
          </Button>
          <Button
            type="submit"
            variant="contained"
            disabled={saving || !who || service === '' || (asked && chosen === '')}
          >
            {t('today.walkInDialog.submit')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
