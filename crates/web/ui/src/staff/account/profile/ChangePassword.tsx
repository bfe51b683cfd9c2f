import { Alert, Button, Stack } from '@mui/material';
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useNotify } from 'react-admin';
import { done } from '../../../api/client';
import { ApiError } from '../../../api/problem';
import { useT } from '../../../i18n/react';
import { describe } from '../../../ui/describe';
import { useMe } from '../../core/me';
import { api, queryClient } from '../../core/session';
import { NewPassword } from '../NewPassword';
import { PasswordField } from '../PasswordField';
import { passwordRules } from '../passwordRules';
import { useWait } from '../useWait';
import { Section } from './Section';

export function ChangePassword() {
  const t = useT();
  const notify = useNotify();
  const me = useMe();
  const [current, setCurrent] = useState('');
  const [fresh, setFresh] = useState('');
  const [wait, waitAfter] = useWait();
  const change = useMutation({
    mutationFn: () =>
      done(api.POST('/api/v1/me/password', { body: { current_password: current, new_password: fresh } })),
    onSuccess: () => {
      setCurrent('');
      setFresh('');
      notify(t('account.password.changed'), { type: 'success' });
      void queryClient.invalidateQueries({ queryKey: ['me', 'sessions'] });
    },
    onError: waitAfter,
  });
  const error = change.error instanceof ApiError ? change.error : null;
  const fields = error?.fields ?? {};
  const wrong =
    fields.current_password ?? (error?.code === 'current_password_wrong' ? error.message : undefined);
  const rules = passwordRules(fresh, me.user.email ?? null);
  const ready = current !== '' && Object.values(rules).every(Boolean);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready && wait === 0) change.mutate();
  };
  return (
    <Section title={t('account.password.title')} text={t('account.password.text')}>
      <Stack component="form" onSubmit={submit} noValidate sx={{ gap: 2, maxWidth: 420 }}>
        {change.error !== null && wrong === undefined && fields.new_password === undefined && (
          <Alert severity="error">{describe(change.error, t)}</Alert>
        )}
        <PasswordField
          label={t('account.password.current')}
          autoComplete="current-password"
          value={current}
          onChange={({ target }) => setCurrent(target.value)}
          error={wrong !== undefined}
          helperText={wrong}
        />
        <NewPassword
          label={t('account.password.fresh')}
          value={fresh}
          onChange={setFresh}
          email={me.user.email ?? null}
          error={fields.new_password}
        />
        <Button
          type="submit"
          variant="contained"
          loading={change.isPending}
          disabled={!ready || wait > 0}
          sx={{ alignSelf: 'flex-start' }}
        >
          {wait > 0 ? t('account.login.wait', { seconds: wait }) : t('account.password.submit')}
        </Button>
      </Stack>
    </Section>
  );
}
