import { Alert, Button, Stack } from '@mui/material';
import { useSyncExternalStore } from 'react';
import { Navigate, useLocation } from 'react-router-dom';
import { useT } from '../../i18n/react';
import { LoginFields } from '../../staff/account/LoginFields';
import { describe } from '../../ui/describe';
import { queryClient, session } from '../core/session';
import { Doorway } from './Doorway';
import { useLogin } from '../../staff/account/useLogin';

/** The log-in page of the platform's people. */
export function Login() {
  const t = useT();
  const { state: from } = useLocation() as { state: { nextPathname?: string } | null };
  const state = useSyncExternalStore(session.subscribe, session.getState);
  const login = useLogin(session, '', () => queryClient.removeQueries());
  if (state === 'in' && !login.busy) return <Navigate to={from?.nextPathname ?? '/'} replace />;
  const code = login.step === 'code';
  return (
    <Doorway
      title={t(code ? 'account.login.codeTitle' : 'platform.login.title')}
      text={code ? undefined : t('platform.login.text')}
    >
      <form onSubmit={login.submit} noValidate>
        <Stack sx={{ gap: 2 }}>
          {login.error !== null && <Alert severity="error">{describe(login.error, t)}</Alert>}
          <LoginFields login={login} />
          <Button
            type="submit"
            variant="contained"
            size="large"
            loading={login.busy}
            disabled={login.wait > 0}
            sx={{ minHeight: 46 }}
          >
            {login.wait > 0 ? t('account.login.wait', { seconds: login.wait }) : t('account.login.submit')}
          </Button>
          {code && <Button onClick={login.again}>{t('account.login.otherUser')}</Button>}
        </Stack>
      </form>
    </Doorway>
  );
}
