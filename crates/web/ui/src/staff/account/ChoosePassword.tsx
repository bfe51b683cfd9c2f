import CheckCircleOutlined from '@mui/icons-material/CheckCircleOutlined';
import LinkOff from '@mui/icons-material/LinkOff';
import { Alert, Button, Stack, TextField } from '@mui/material';
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { Link } from 'react-router-dom';
import { done } from '../../api/client';
import { ApiError } from '../../api/problem';
import { useT } from '../../i18n/react';
import { describe } from '../../ui/describe';
import { useTenant } from '../core/me';
import { forget } from '../core/secrets';
import { Notice } from '../ui/Notice';
import { anonymous } from './anonymous';
import { AuthPage } from './AuthPage';
import { NewPassword } from './NewPassword';
import { passwordRules } from './passwordRules';
import { useSecret } from './useSecret';
import { useWait } from './useWait';

type Kind = 'reset' | 'invitation';

function send(kind: Kind, token: string, password: string, name: string): Promise<unknown> {
  if (kind === 'reset') {
    return done(anonymous.POST('/api/v1/auth/reset-password', { body: { token, password } }));
  }
  const full_name = name.trim();
  const body = { token, password, ...(full_name === '' ? {} : { full_name }) };
  return done(anonymous.POST('/api/v1/auth/accept-invitation', { body }));
}

/** Where the link of a letter leads: chooses a password, the first (an invitation) or another. */
export default function ChoosePassword({ kind }: { kind: Kind }) {
  const t = useT();
  const { name: business } = useTenant();
  const token = useSecret('token');
  const [password, setPassword] = useState('');
  const [name, setName] = useState('');
  const [wait, waitAfter] = useWait();
  const choose = useMutation({
    mutationFn: () => send(kind, token ?? '', password, name),
    onSuccess: () => forget('token'),
    onError: waitAfter,
  });
  const title = t(kind === 'reset' ? 'account.choose.resetTitle' : 'account.choose.invitationTitle');
  const ask =
    kind === 'reset' ? (
      <Button variant="contained" component={Link} to="/olvide">
        {t('account.choose.askAgain')}
      </Button>
    ) : undefined;
  if (choose.isSuccess) {
    const enter = (
      <Button variant="contained" component={Link} to="/login">
        {t('account.choose.enter')}
      </Button>
    );
    return (
      <AuthPage title={title}>
        <div role="status">
          <Notice
            icon={CheckCircleOutlined}
            title={t('account.choose.done')}
            text={t('account.choose.doneText')}
            action={enter}
          />
        </div>
      </AuthPage>
    );
  }
  const spent = choose.error instanceof ApiError && choose.error.code === 'link_invalid';
  if (token === null || spent) {
    const inviter = kind === 'invitation' ? ` ${t('account.choose.askInviter')}` : '';
    return (
      <AuthPage title={title}>
        <div role="alert">
          <Notice
            icon={LinkOff}
            title={t(spent ? 'account.choose.spent' : 'account.choose.missing')}
            text={t(spent ? 'account.choose.spentText' : 'account.choose.missingText') + inviter}
            action={ask}
          />
        </div>
      </AuthPage>
    );
  }
  const fields = choose.error instanceof ApiError ? choose.error.fields : {};
  const rules = passwordRules(password);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (wait === 0 && rules.length && rules.notLong) choose.mutate();
  };
  return (
    <AuthPage
      title={title}
      text={
        kind === 'reset' ? t('account.choose.resetText') : t('account.choose.invitationText', { business })
      }
    >
      <form onSubmit={submit} noValidate>
        <Stack sx={{ gap: 2 }}>
          {choose.error !== null && !fields.password && !fields.full_name && (
            <Alert severity="error">{describe(choose.error, t)}</Alert>
          )}
          {kind === 'invitation' && (
            <TextField
              fullWidth
              label={t('account.choose.name')}
              autoComplete="name"
              value={name}
              onChange={({ target }) => setName(target.value)}
              error={Boolean(fields.full_name)}
              helperText={fields.full_name ?? t('account.choose.nameHint')}
              slotProps={{ htmlInput: { maxLength: 120 } }}
            />
          )}
          <NewPassword
            label={t('account.choose.password')}
            value={password}
            onChange={setPassword}
            error={fields.password}
            autoFocus
          />
          <Button
            type="submit"
            variant="contained"
            loading={choose.isPending}
            disabled={wait > 0 || !rules.length || !rules.notLong}
          >
            {wait > 0 ? t('account.login.wait', { seconds: wait }) : t('account.choose.submit')}
          </Button>
        </Stack>
      </form>
    </AuthPage>
  );
}
