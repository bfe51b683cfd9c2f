import { Alert, Button, Stack, TextField, Typography } from '@mui/material';
import { useState } from 'react';
import { ApiError } from '../../api/problem';
import type { Appointment } from '../../api/schema';
import { useT } from '../../i18n/react';
import { describe } from '../../ui/describe';
import { Overtaken } from './patchSeen';
import { useRight } from './rights';
import { useAppointment } from './useAppointment';

const NOTES = ['client_notes', 'internal_notes'] as const;

/** What the client said, and what the staff keeps for itself. */
export function PanelNotes({ appointment }: { appointment: Appointment }) {
  const t = useT();
  const may = useRight();
  const { keep } = useAppointment();
  // As it was with the first key that was pressed: what others write since must not be taken for what was read here.
  const [seen, setSeen] = useState<Appointment | null>(null);
  const base = seen ?? appointment;
  const before = {
    client_notes: base.client_notes ?? '',
    internal_notes: base.internal_notes ?? '',
  };
  // What was typed stays when somebody else changes the appointment meanwhile.
  const [typed, setTyped] = useState<Partial<typeof before>>({});
  const values = { ...before, ...typed };
  const write = (name: (typeof NOTES)[number], text: string) => {
    const next = { ...values, [name]: text };
    const same = NOTES.every((one) => next[one] === before[one]);
    setSeen(same ? null : base);
    setTyped(same ? {} : { ...typed, [name]: text });
  };
  const [error, setError] = useState<unknown>(null);
  const [saving, setSaving] = useState(false);
  const changed = NOTES.filter((name) => values[name] !== before[name]);
  const fields = error instanceof ApiError ? error.fields : {};
  const mayChange = may('appointments.change', appointment.branch_id);
  const save = async () => {
    setSaving(true);
    setError(null);
    try {
      await keep(base, Object.fromEntries(changed.map((name) => [name, values[name].trim() || null])));
      setTyped({});
      setSeen(null);
    } catch (refused) {
      if (refused instanceof Overtaken) setSeen(refused.now);
      setError(refused);
    }
    setSaving(false);
  };
  return (
    <Stack component="section" aria-label={t('agenda.panel.notes')} sx={{ gap: 1.5 }}>
      {NOTES.map((name) => (
        <TextField
          key={name}
          label={t(`agenda.panel.${name}`)}
          value={values[name]}
          onChange={(event) => write(name, event.target.value)}
          multiline
          maxRows={6}
          disabled={!mayChange}
          error={name in fields}
          helperText={fields[name]}
        />
      ))}
      {error instanceof Overtaken &&
        changed.map((name) => (
          <Alert key={name} severity="warning" variant="outlined" sx={{ whiteSpace: 'pre-wrap' }}>
            {t('agenda.panel.theirs', { note: t(`agenda.panel.${name}`) })}
            {'\n'}
            {before[name] || '–'}
          </Alert>
        ))}
      {error !== null && !(error instanceof Overtaken) && Object.keys(fields).length === 0 && (
        <Typography role="alert" color="error" variant="body2">
          {describe(error, t)}
        </Typography>
      )}
      {changed.length > 0 && (
        <Button
          variant="contained"
          loading={saving}
          onClick={() => void save()}
          sx={{ alignSelf: 'end', minHeight: 40 }}
        >
          {t('agenda.panel.saveNotes')}
        </Button>
      )}
    </Stack>
  );
}
