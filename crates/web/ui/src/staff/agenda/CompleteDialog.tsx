import {
  Box,
  Button,
  Dialog,
  DialogActions,
  DialogContent,
  DialogTitle,
  Stack,
  Typography,
} from '@mui/material';
import { useState, type FormEvent } from 'react';
import { ApiError } from '../../api/problem';
import type { Appointment } from '../../api/schema';
import { parseAmount, typedAmount } from '../../format/amount';
import type { Formats } from '../../format/formats';
import { useT } from '../../i18n/react';
import { describe } from '../../ui/describe';
import { PriceInputs } from './PriceInputs';
import { useRight } from './rights';
import { useAppointment } from './useAppointment';
import { useTell } from './useTell';

interface CompleteDialogProps {
  appointment: Appointment;
  formats: Formats;
  onClose: () => void;
}

/** Ends an appointment with what is charged. */
export function CompleteDialog({ appointment, formats, onClose }: CompleteDialogProps) {
  const t = useT();
  const tell = useTell();
  const may = useRight();
  const { send } = useAppointment();
  const [price, setPrice] = useState(() => typedAmount(appointment.final_price));
  const [reason, setReason] = useState('');
  const [error, setError] = useState<unknown>(null);
  const [saving, setSaving] = useState(false);
  const amount = parseAmount(price, formats.locale);
  const other = amount !== null && Number(amount) !== Number(appointment.final_price);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (amount === null) return;
    setSaving(true);
    setError(null);
    try {
      await send(appointment, 'complete', other ? { final_price: amount, price_reason: reason.trim() } : {});
      onClose();
      tell(t('agenda.told.complete', { name: appointment.client_name }));
    } catch (refused) {
      setError(refused);
      setSaving(false);
    }
  };
  return (
    <Dialog open onClose={onClose} aria-labelledby="complete-title" maxWidth="xs" fullWidth>
      <Box component="form" noValidate onSubmit={(event) => void submit(event)}>
        <DialogTitle id="complete-title">
          {t('agenda.complete.title', { name: appointment.client_name })}
        </DialogTitle>
        <DialogContent>
          <Stack sx={{ gap: 2, pt: 1 }}>
            {may('appointments.change_price', appointment.branch_id) ? (
              <PriceInputs
                {...{ price, setPrice, reason, setReason, error }}
                fields={error instanceof ApiError ? error.fields : {}}
                reasonNeeded={other}
              />
            ) : (
              <>
                <Typography>
                  {t('agenda.complete.charged', { price: formats.money(appointment.final_price) })}
                </Typography>
                {error !== null && (
                  <Typography role="alert" color="error">
                    {describe(error, t)}
                  </Typography>
                )}
              </>
            )}
          </Stack>
        </DialogContent>
        <DialogActions sx={{ px: 3, pb: 2.5 }}>
          <Button onClick={onClose} sx={{ minHeight: 44 }}>
            {t('common.back')}
          </Button>
          <Button type="submit" variant="contained" loading={saving} sx={{ minHeight: 44 }}>
            {t('agenda.verbs.complete')}
          </Button>
        </DialogActions>
      </Box>
    </Dialog>
  );
}
