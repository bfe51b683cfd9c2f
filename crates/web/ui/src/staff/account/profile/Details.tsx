import { Button, Chip, MenuItem, Stack, TextField, Typography } from '@mui/material';
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useNotify } from 'react-admin';
import { done } from '../../../api/client';
import { ApiError } from '../../../api/problem';
import type { Me } from '../../../api/schema';
import type { Language } from '../../../i18n';
import { useLanguage, useT } from '../../../i18n/react';
import { useBranches } from '../../core/branch';
import { useChooseLanguage } from '../../core/language';
import { meQuery } from '../../core/me';
import { api, queryClient } from '../../core/session';
import { useProblem } from '../../ui/useProblem';
import { Section } from './Section';

/** Name, address, language, roles. */
export function Details({ me }: { me: Me }) {
  const t = useT();
  const language = useLanguage();
  const chooseLanguage = useChooseLanguage();
  return (
    <Section title={t('account.profile.data')}>
      <Stack sx={{ gap: 2.5 }}>
        <Name me={me} />
        <Email me={me} />
        <TextField
          select
          label={t('account.profile.language')}
          value={language}
          onChange={({ target }) => void chooseLanguage(target.value as Language)}
          sx={{ maxWidth: 320 }}
        >
          <MenuItem value="es">{t('common.language.es')}</MenuItem>
          <MenuItem value="en">{t('common.language.en')}</MenuItem>
        </TextField>
        <Roles me={me} />
      </Stack>
    </Section>
  );
}

function Name({ me }: { me: Me }) {
  const t = useT();
  const notify = useNotify();
  const problem = useProblem();
  const [name, setName] = useState(me.user.full_name);
  const save = useMutation({
    mutationFn: () => done(api.PATCH('/api/v1/me', { body: { full_name: name } })),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: meQuery.queryKey });
      notify(t('common.saved'), { type: 'success' });
    },
    onError: (error) => error instanceof ApiError && error.fields.full_name === undefined && problem(error),
  });
  const fault = save.error instanceof ApiError ? save.error.fields.full_name : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Stack
      component="form"
      onSubmit={submit}
      noValidate
      direction="row"
      sx={{ gap: 1, alignItems: 'flex-start', flexWrap: 'wrap' }}
    >
      <TextField
        label={t('account.profile.name')}
        autoComplete="name"
        value={name}
        onChange={({ target }) => setName(target.value)}
        error={fault !== undefined}
        helperText={fault}
        sx={{ flex: '1 1 260px', maxWidth: 420 }}
        slotProps={{ htmlInput: { maxLength: 120 } }}
      />
      <Button
        type="submit"
        loading={save.isPending}
        disabled={name.trim() === '' || name === me.user.full_name}
      >
        {t('common.save')}
      </Button>
    </Stack>
  );
}

function Email({ me }: { me: Me }) {
  const t = useT();
  const notify = useNotify();
  const problem = useProblem();
  const email = me.user.email ?? '';
  const send = useMutation({
    mutationFn: () => done(api.POST('/api/v1/me/email-confirmation')),
    onSuccess: () => notify(t('frame.notices.linkSent', { email }), { type: 'success' }),
    onError: problem,
  });
  return (
    <Stack direction="row" sx={{ gap: 1.5, alignItems: 'center', flexWrap: 'wrap' }}>
      <div>
        <Typography variant="body2" color="text.secondary">
          {t('account.profile.email')}
        </Typography>
        <Typography sx={{ fontWeight: 550, overflowWrap: 'anywhere' }}>{email}</Typography>
      </div>
      <Chip
        size="small"
        variant="outlined"
        color={me.email_confirmed ? 'success' : 'warning'}
        label={t(me.email_confirmed ? 'account.profile.confirmed' : 'account.profile.unconfirmed')}
      />
      {!me.email_confirmed && (
        <Button size="small" loading={send.isPending} disabled={send.isSuccess} onClick={() => send.mutate()}>
          {t('account.profile.sendLink')}
        </Button>
      )}
    </Stack>
  );
}

function Roles({ me }: { me: Me }) {
  const t = useT();
  const branches = useBranches();
  const names = (ids: string[]) =>
    branches
      .filter(({ id }) => ids.includes(id))
      .map(({ name }) => name)
      .join(', ');
  return (
    <div>
      <Typography variant="body2" color="text.secondary">
        {t('account.profile.roles')}
      </Typography>
      {me.roles.map((role) => (
        <Typography key={role.id}>
          <strong>{role.name}</strong>{' '}
          {role.branches
            ? names(role.branches) || t('account.rights.limited')
            : t('account.profile.everywhere')}
        </Typography>
      ))}
    </div>
  );
}
