import EditOutlined from '@mui/icons-material/EditOutlined';
import {
  Alert,
  Box,
  Button,
  Dialog,
  DialogActions,
  DialogContent,
  DialogTitle,
  IconButton,
  Stack,
} from '@mui/material';
import { useState, type FormEvent } from 'react';
import { ApiError } from '../../api/problem';
import type { Appointment } from '../../api/schema';
import type { Formats } from '../../format/formats';
import { parseAmount, typedAmount } from '../../format/amount';
import { useFormats } from '../../format/react';
import { useT } from '../../i18n/react';
import { Overtaken } from './patchSeen';
import { PriceInputs } from './PriceInputs';
import { useRight } from './rights';
import { useAppointment } from './useAppointment';

/** What is charged; who may, changes it with a reason. */
export function PanelPrice({ appointment, formats }: { appointment: Appointment; formats: Formats }) {
  const t = useT();
  const may = useRight();
  const [editing, setEditing] = useState(false);
  const { final_price, service_price, price_reason, branch_id, state } = appointment;
  const other = Number(final_price) !== Number(service_price);
  const open = state !== 'cancelada' && state !== 'no_asistio';
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, minHeight: 24 }}>
      <Box component="span" sx={{ fontWeight: 650 }}>
        {formats.money(final_price)}
      </Box>
      {other && (
        <Box component="span" sx={{ color: 'text.secondary' }}>
          <s>{formats.money(service_price)}</s> {price_reason}
        </Box>
      )}
      {open && may('appointments.change', branch_id) && may('appointments.change_price', branch_id) && (
        <IconButton
          size="small"
          aria-label={t('agenda.price.change')}
          onClick={() => setEditing(true)}
          sx={{ my: -1, width: 40, height: 40 }}
        >
          <EditOutlined fontSize="small" />
        </IconButton>
      )}
      {editing && <PriceDialog appointment={appointment} onClose={() => setEditing(false)} />}
    </Box>
  );
}

function PriceDialog({ appointment, onClose }: { appointment: Appointment; onClose: () => void }) {
  const t = useT();
  const { keep } = useAppointment();
  // As it was when it was opened.
  const [seen, setSeen] = useState(appointment);
  const [price, setPrice] = useState(() => typedAmount(appointment.final_price));
  const [reason, setReason] = useState(appointment.price_reason ?? '');
  const [error, setError] = useState<unknown>(null);
  const [saving, setSaving] = useState(false);
  const formats = useFormats();
  const amount = parseAmount(price, formats.locale);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (amount === null) return;
    setSaving(true);
    setError(null);
    try {
      await keep(seen, { final_price: amount, price_reason: reason.trim() });
      onClose();
    } catch (refused) {
      if (refused instanceof Overtaken) setSeen(refused.now);
      setError(refused);
      setSaving(false);
    }
  };
  return (
    <Dialog open onClose={onClose} aria-labelledby="price-title" maxWidth="xs" fullWidth>
      <Box component="form" noValidate onSubmit={(event) => void submit(event)}>
        <DialogTitle id="price-title">{t('agenda.price.change')}</DialogTitle>
        <DialogContent>
          <Stack sx={{ gap: 2, pt: 1 }}>
            <PriceInputs
              {...{ price, setPrice, reason, setReason }}
              error={error instanceof Overtaken ? null : error}
              fields={error instanceof ApiError ? error.fields : {}}
              reasonNeeded
            />
            {error instanceof Overtaken && (
              <Alert severity="warning" variant="outlined">
                {t('agenda.price.theirs', {
                  price: formats.money(seen.final_price),
                  reason: seen.price_reason ?? '',
                })}
              </Alert>
            )}
          </Stack>
        </DialogContent>
        <DialogActions sx={{ px: 3, pb: 2.5 }}>
          <Button onClick={onClose} sx={{ minHeight: 44 }}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" variant="contained" loading={saving} sx={{ minHeight: 44 }}>
            {t('common.save')}
          </Button>
        </DialogActions>
      </Box>
    </Dialog>
  );
}
