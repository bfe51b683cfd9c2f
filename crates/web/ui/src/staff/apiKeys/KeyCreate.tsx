import { Alert, Button, Card, MenuItem, Stack, TextField, Typography } from '@mui/material';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router-dom';
import { done } from '../../api/client';
import { ApiError } from '../../api/problem';
import { useFormats } from '../../format/react';
import { useT } from '../../i18n/react';
import { api } from '../core/session';
import { Page } from '../ui/Page';
import { useProblem } from '../ui/useProblem';
import { Scopes } from './Scopes';
import { Secret } from './Secret';

/** Days that a key may be good for; 0: until it is revoked. */
const TERMS = [30, 90, 365, 0];

/** A new key: what it is for, what it may do and until when; then the key itself, once. */
export default function KeyCreate() {
  const t = useT();
  const formats = useFormats();
  const problem = useProblem();
  const [name, setName] = useState('');
  const [days, setDays] = useState(365);
  const [scopes, setScopes] = useState<ReadonlySet<string>>(new Set());
  const create = useMutation({
    mutationFn: () =>
      done(
        api.POST('/api/v1/api-keys', {
          body: {
            name: name.trim(),
            scopes: [...scopes],
            expires_at:
              days === 0 ? null : formats.instant(`${formats.addDays(formats.today(), days)}T23:59`),
          },
        }),
      ),
    onError: (error) => {
      if (!(error instanceof ApiError) || Object.keys(error.fields).length === 0) problem(error);
    },
  });
  const faults = create.error instanceof ApiError ? create.error.fields : {};
  if (create.data) return <Secret made={create.data} />;
  const scopeFault = Object.entries(faults).find(([field]) => field.startsWith('scopes'))?.[1];
  return (
    <Page title={t('apiKeys.add')} subtitle={t('apiKeys.addHint')}>
      <Stack
        component="form"
        sx={{ gap: 2 }}
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <Card sx={{ p: { xs: 2, sm: 3 }, display: 'grid', gap: 2, gridTemplateColumns: { md: '2fr 1fr' } }}>
          <TextField
            autoFocus
            required
            label={t('apiKeys.name')}
            value={name}
            onChange={({ target }) => setName(target.value)}
            error={faults.name !== undefined}
            helperText={faults.name ?? t('apiKeys.nameHint')}
            slotProps={{ htmlInput: { maxLength: 80 } }}
          />
          <TextField
            select
            label={t('apiKeys.ends')}
            value={days}
            onChange={({ target }) => setDays(Number(target.value))}
            error={faults.expires_at !== undefined}
            helperText={
              faults.expires_at ??
              (days === 0 ? t('apiKeys.noEndHint') : formats.date(formats.addDays(formats.today(), days)))
            }
          >
            {TERMS.map((term) => (
              <MenuItem key={term} value={term}>
                {term === 0 ? t('apiKeys.noEnd') : t('apiKeys.days', { smart_count: term })}
              </MenuItem>
            ))}
          </TextField>
        </Card>
        <Card component="section" sx={{ p: { xs: 2, sm: 3 } }}>
          <Typography variant="h3" component="h2">
            {t('apiKeys.scopes')}
          </Typography>
          <Typography variant="body2" color="text.secondary" sx={{ mb: 2 }}>
            {t('apiKeys.scopesHint')}
          </Typography>
          {scopeFault && (
            <Alert severity="error" sx={{ mb: 2 }}>
              {scopeFault}
            </Alert>
          )}
          <Scopes value={scopes} onChange={setScopes} />
        </Card>
        <Stack direction="row" sx={{ gap: 1, justifyContent: 'flex-end' }}>
          <Button color="inherit" component={Link} to="/claves">
            {t('common.cancel')}
          </Button>
          <Button
            type="submit"
            variant="contained"
            loading={create.isPending}
            disabled={name.trim() === '' || scopes.size === 0}
          >
            {t('apiKeys.create')}
          </Button>
        </Stack>
      </Stack>
    </Page>
  );
}
