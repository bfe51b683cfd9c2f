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
} from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { done, ifMatch } from '../../api/client';
import { ApiError } from '../../api/problem';
import type { WaitingEntry } from '../../api/schema';
import { useFormats } from '../../format/react';
import { useT } from '../../i18n/react';
import { describe } from '../../ui/describe';
import { ClientPicker, type PickedClient } from '../agenda/ClientPicker';
import { professionalsQuery, servicesQuery } from '../agenda/queries';
import { useBranch, useBranches } from '../core/branch';
import { api } from '../core/session';

interface WaitingFormProps {
  /** What is changed; none: somebody is added. */
  entry: WaitingEntry | null;
  onSaved: () => void;
  onClose: () => void;
}

/** Puts somebody on the waiting list, or changes what they wait for. */
export function WaitingForm({ entry, onSaved, onClose }: WaitingFormProps) {
  const t = useT();
  const formats = useFormats();
  const today = formats.today();
  const branches = useBranches();
  const chosen = useBranch();
  const services = useQuery(servicesQuery);
  const professionals = useQuery(professionalsQuery);
  const [who, setWho] = useState<PickedClient | null>(null);
  const [values, setValues] = useState({
    service: entry?.service_id ?? '',
    professional: entry?.professional_id ?? '',
    branch: entry?.branch_id ?? chosen ?? '',
    fromDay: entry?.from_day ?? today,
    untilDay: entry?.until_day ?? formats.addDays(today, 14),
    from: entry ? hour(entry.from, '00:00') : '',
    until: entry ? hour(entry.until, '24:00') : '',
    notes: entry?.notes ?? '',
  });
  const [error, setError] = useState<unknown>(null);
  const [saving, setSaving] = useState(false);
  const [key] = useState(() => crypto.randomUUID());
  const fields = error instanceof ApiError ? error.fields : {};
  const set = (name: keyof typeof values) => (event: { target: { value: string } }) =>
    setValues((before) => ({ ...before, [name]: event.target.value }));

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setSaving(true);
    setError(null);
    // An hour is given with its end, or none is.
    const anyHour = values.from === '' && values.until === '';
    const body = {
      from_day: values.fromDay,
      until_day: values.untilDay,
      from: anyHour ? null : values.from || '00:00',
      until: anyHour ? null : values.until || '24:00',
      notes: values.notes.trim() || null,
      professional_id: values.professional || 'any',
    };
    try {
      if (entry) {
        const params = { path: { id: entry.id }, header: ifMatch(entry.version) };
        await done(api.PATCH('/api/v1/waiting-list/{id}', { params, body }));
      } else if (who) {
        await done(
          api.POST('/api/v1/waiting-list', {
            params: { header: { 'Idempotency-Key': key } },
            body: {
              ...body,
              client_id: who.id,
              service_id: values.service,
              branch_id: values.branch || null,
            },
          }),
        );
      }
      onSaved();
    } catch (refused) {
      setError(refused);
    } finally {
      setSaving(false);
    }
  };

  const incomplete =
    !entry && (who === null || values.service === '' || (branches.length > 1 && values.branch === ''));
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-labelledby="waiting-form-title">
      <form onSubmit={(event) => void submit(event)} noValidate>
        <DialogTitle id="waiting-form-title">
          {entry ? t('waiting.form.edit', { name: entry.client_name }) : t('waiting.form.title')}
        </DialogTitle>
        <DialogContent>
          <Stack sx={{ gap: 2, pt: 1 }}>
            {!entry && (
              <>
                <ClientPicker
                  value={who}
                  onChange={setWho}
                  label={t('waiting.form.client')}
                  error={fields.client_id}
                  autoFocus
                />
                <TextField
                  select
                  label={t('waiting.form.service')}
                  value={values.service}
                  onChange={set('service')}
                  error={Boolean(fields.service_id)}
                  helperText={fields.service_id}
                >
                  {(services.data ?? []).map(({ id, name }) => (
                    <MenuItem key={id} value={id}>
                      {name}
                    </MenuItem>
                  ))}
                </TextField>
                {branches.length > 1 && (
                  <TextField
                    select
                    label={t('waiting.form.branch')}
                    value={values.branch}
                    onChange={set('branch')}
                    error={Boolean(fields.branch_id)}
                    helperText={fields.branch_id}
                  >
                    {branches.map(({ id, name }) => (
                      <MenuItem key={id} value={id}>
                        {name}
                      </MenuItem>
                    ))}
                  </TextField>
                )}
              </>
            )}
            <TextField
              select
              label={t('waiting.form.professional')}
              value={values.professional}
              onChange={set('professional')}
              error={Boolean(fields.professional_id)}
              helperText={fields.professional_id}
              slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}
            >
              <MenuItem value="">{t('waiting.anybody')}</MenuItem>
              {(professionals.data ?? []).map(({ id, full_name }) => (
                <MenuItem key={id} value={id}>
                  {full_name}
                </MenuItem>
              ))}
            </TextField>
            <Stack direction="row" sx={{ gap: 2 }}>
              <When type="date" name="fromDay" field="from_day" {...{ values, set, fields }} />
              <When type="date" name="untilDay" field="until_day" {...{ values, set, fields }} />
            </Stack>
            <Stack direction="row" sx={{ gap: 2 }}>
              <When type="time" name="from" field="from" {...{ values, set, fields }} />
              <When type="time" name="until" field="until" {...{ values, set, fields }} />
            </Stack>
            <TextField
              label={t('waiting.form.notes')}
              value={values.notes}
              onChange={set('notes')}
              multiline
              maxRows={4}
              error={Boolean(fields.notes)}
              helperText={fields.notes}
            />
            {error !== null && Object.keys(fields).length === 0 && (
              <Alert severity="warning" variant="outlined">
                {describe(error, t)}
              </Alert>
            )}
          </Stack>
        </DialogContent>
        <DialogActions>
          <Button color="inherit" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" variant="contained" disabled={saving || incomplete}>
            {entry ? t('common.save') : t('waiting.add')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

type Name = 'fromDay' | 'untilDay' | 'from' | 'until';

interface WhenProps {
  type: 'date' | 'time';
  name: Name;
  /** What the API calls it. */
  field: string;
  values: Record<Name, string>;
  set: (name: Name) => (event: { target: { value: string } }) => void;
  fields: Record<string, string>;
}

function When({ type, name, field, values, set, fields }: WhenProps) {
  const t = useT();
  return (
    <TextField
      type={type}
      fullWidth
      label={t(`waiting.form.${name}`)}
      value={values[name]}
      onChange={set(name)}
      error={Boolean(fields[field])}
      helperText={fields[field]}
      slotProps={{ inputLabel: { shrink: true } }}
    />
  );
}

/** An hour for an input; the ends of the day are no limit. */
function hour(time: string, end: string): string {
  return time === end ? '' : time.slice(0, 5);
}
