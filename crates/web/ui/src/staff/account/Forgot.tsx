import MarkEmailReadOutlined from '@mui/icons-material/MarkEmailReadOutlined';
import { Alert, Button, Stack, TextField } from '@mui/material';
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { Link } from 'react-router-dom';
import { ApiError } from '../../api/problem';
import { done } from '../../api/client';
import { useT } from '../../i18n/react';
import { describe } from '../../ui/describe';
import { Notice } from '../ui/Notice';
import { anonymous } from './anonymous';
import { AuthPage } from './AuthPage';
import { useWait } from './useWait';

/** Asks for a link to choose another password. The answer is the same whether or not there is such an account. */
export default function Forgot() {
  const t = useT();
  const [email, setEmail] = useState('');
  const [wait, waitAfter] = useWait();
  const ask = useMutation({
    mutationFn: () => done(anonymous.POST('/api/v1/auth/forgot-password', { body: { email: email.trim() } })),
    onError: waitAfter,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (wait === 0) ask.mutate();
  };
  const back = (
    <Button component={Link} to="/login">
      {t('account.forgot.back')}
    </Button>
  );
  if (ask.isSuccess) {
    return (
      <AuthPage title={t('account.forgot.title')}>
        <div role="status">
          <Notice
            icon={MarkEmailReadOutlined}
            title={t('account.forgot.sent')}
            text={t('account.forgot.sentText', { email: email.trim() })}
            action={back}
          />
        </div>
      </AuthPage>
    );
  }
  const fields = ask.error instanceof ApiError ? ask.error.fields : {};
  return (
    <AuthPage title={t('account.forgot.title')} text={t('account.forgot.text')}>
      <form onSubmit={submit} noValidate>
        <Stack sx={{ gap: 2 }}>
          {ask.error !== null && !fields.email && <Alert severity="error">{describe(ask.error, t)}</Alert>}
          <TextField
            fullWidth
            autoFocus
            label={t('account.login.email')}
            type="email"
            autoComplete="username"
            value={email}
            onChange={({ target }) => setEmail(target.value)}
            error={Boolean(fields.email)}
            helperText={fields.email}
          />
          <Button
            type="submit"
            variant="contained"
            loading={ask.isPending}
            disabled={wait > 0 || email.trim() === ''}
          >
            {wait > 0 ? t('account.login.wait', { seconds: wait }) : t('account.forgot.submit')}
          </Button>
          {back}
        </Stack>
      </form>
    </AuthPage>
  );
}
