import { Button, TextField, Typography } from '@mui/material';
import { useState } from 'react';
import { useT } from '../../i18n/react';
import { PasswordField } from './PasswordField';
import type { LoginForm } from './useLogin';

interface LoginFieldsProps {
  login: LoginForm;
  /** Who logs in is settled: the address cannot be changed. */
  fixedEmail?: boolean;
}

/** The fields of a log-in form at its present step. */
export function LoginFields({ login, fixedEmail = false }: LoginFieldsProps) {
  return login.step === 'code' ? (
    <CodeField login={login} />
  ) : (
    <PasswordStep login={login} fixedEmail={fixedEmail} />
  );
}

function PasswordStep({ login, fixedEmail }: Required<LoginFieldsProps>) {
  const t = useT();
  return (
    <>
      <TextField
        fullWidth
        label={t('account.login.email')}
        type="email"
        name="email"
        autoComplete="username"
        value={login.email}
        onChange={({ target }) => login.set({ email: target.value })}
        autoFocus={!fixedEmail}
        error={login.missing === 'email'}
        helperText={login.missing === 'email' ? t('account.login.emailMissing') : undefined}
        slotProps={{
          htmlInput: { readOnly: fixedEmail, maxLength: 254, spellCheck: false, autoCapitalize: 'none' },
        }}
      />
      <PasswordField
        label={t('account.login.password')}
        name="password"
        autoComplete="current-password"
        value={login.password}
        onChange={({ target }) => login.set({ password: target.value })}
        autoFocus={fixedEmail}
        error={login.missing === 'password'}
        helperText={login.missing === 'password' ? t('account.login.passwordMissing') : undefined}
      />
    </>
  );
}

function CodeField({ login }: { login: LoginForm }) {
  const t = useT();
  const [recovery, setRecovery] = useState(false);
  return (
    <>
      <Typography color="text.secondary">
        {t(recovery ? 'account.login.recoveryText' : 'account.login.codeText')}
      </Typography>
      <TextField
        // Another field, so that what was typed into the one is not taken for the other.
        key={String(recovery)}
        fullWidth
        autoFocus
        label={t(recovery ? 'account.login.recoveryCode' : 'account.login.code')}
        autoComplete="one-time-code"
        value={login.code}
        onChange={({ target }) => login.set({ code: target.value })}
        error={login.missing === 'code'}
        helperText={login.missing === 'code' ? t('account.login.codeMissing') : undefined}
        slotProps={{
          htmlInput: recovery
            ? { maxLength: 64, spellCheck: false, autoCapitalize: 'none' }
            : { maxLength: 7, inputMode: 'numeric', style: { letterSpacing: '0.25em', fontSize: '1.25rem' } },
        }}
      />
      <Button
        size="small"
        sx={{ alignSelf: 'flex-start' }}
        onClick={() => {
          setRecovery(!recovery);
          login.set({ code: '' });
        }}
      >
        {t(recovery ? 'account.login.useApp' : 'account.login.useRecovery')}
      </Button>
    </>
  );
}
