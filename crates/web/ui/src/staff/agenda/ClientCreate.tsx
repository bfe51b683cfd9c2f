import { Box, Button, Stack, TextField, Typography } from '@mui/material';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type KeyboardEvent } from 'react';
import { done } from '../../api/client';
import { ApiError } from '../../api/problem';
import { useT } from '../../i18n/react';
import { describe } from '../../ui/describe';
import { api } from '../core/session';
import type { PickedClient } from './ClientPicker';
import { picked } from './ClientPicker';
import { LimitHint } from './LimitHint';
import { typed } from './phone';

interface ClientCreateProps {
  /** What was typed while looking for the client. */
  typed: string;
  onCreated: (client: PickedClient) => void;
  onCancel: () => void;
}

const FIELDS = ['first_name', 'last_name', 'phone', 'email'] as const;
type Field = (typeof FIELDS)[number];

/** Registers a client with what the desk needs to call them. Stands within other forms, so it is none itself. */
export function ClientCreate({ typed: text, onCreated, onCancel }: ClientCreateProps) {
  const t = useT();
  const client = useQueryClient();
  const [key] = useState(() => crypto.randomUUID());
  const [values, setValues] = useState<Record<Field, string>>(() => ({
    first_name: '',
    last_name: '',
    phone: '',
    email: '',
    ...typed(text),
  }));
  const [problem, setProblem] = useState<unknown>(null);
  const [saving, setSaving] = useState(false);
  const fields = problem instanceof ApiError ? problem.fields : {};
  const first: Field = values.first_name === '' ? 'first_name' : 'phone';
  const [focused] = useState(first);

  const create = async () => {
    if (saving) return;
    setSaving(true);
    setProblem(null);
    try {
      const body = Object.fromEntries(
        FIELDS.map((name) => [name, values[name].trim()]).filter(([, value]) => value !== ''),
      ) as { first_name: string };
      const made = await done(
        api.POST('/api/v1/clients', { params: { header: { 'Idempotency-Key': key } }, body }),
      );
      void client.invalidateQueries({ queryKey: ['clients'] });
      onCreated(picked(made));
    } catch (error) {
      setProblem(error);
      setSaving(false);
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && !(event.target instanceof HTMLButtonElement)) {
      event.preventDefault();
      void create();
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      onCancel();
    }
  };

  return (
    <Box
      role="group"
      aria-label={t('agenda.client.new')}
      onKeyDown={onKeyDown}
      sx={(theme) => ({ p: 2, borderRadius: 2, background: theme.tokens.sunken })}
    >
      <Typography variant="h4" component="p" sx={{ mb: 1.5 }}>
        {t('agenda.client.new')}
      </Typography>
      <Box sx={{ display: 'grid', gap: 1.5, gridTemplateColumns: { xs: '1fr', sm: '1fr 1fr' } }}>
        {FIELDS.map((name) => (
          <TextField
            key={name}
            name={`client_${name}`}
            label={t(`agenda.client.${name}`)}
            type={name === 'phone' ? 'tel' : name === 'email' ? 'email' : 'text'}
            required={name === 'first_name'}
            autoComplete="off"
            autoFocus={name === focused}
            value={values[name]}
            onChange={(event) => setValues({ ...values, [name]: event.target.value })}
            error={name in fields}
            helperText={fields[name]}
          />
        ))}
      </Box>
      {problem !== null && Object.keys(fields).length === 0 && (
        <Typography role="alert" color="error" variant="body2" sx={{ mt: 1 }}>
          {describe(problem, t)} <LimitHint error={problem} />
        </Typography>
      )}
      <Stack direction="row" sx={{ mt: 1.5, gap: 1, justifyContent: 'flex-end' }}>
        <Button onClick={onCancel} sx={{ minHeight: 40 }}>
          {t('common.back')}
        </Button>
        <Button variant="contained" onClick={() => void create()} loading={saving} sx={{ minHeight: 40 }}>
          {t('agenda.client.save')}
        </Button>
      </Stack>
    </Box>
  );
}
