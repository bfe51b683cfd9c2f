import { Alert, Button, Link, Stack } from '@mui/material';
import { useSyncExternalStore } from 'react';
import { Link as RouterLink, Navigate, useLocation } from 'react-router-dom';
import { basePath } from '../../api/base';
import { useT } from '../../i18n/react';
import { describe } from '../../ui/describe';
import { wantedPath } from '../core/leave';
import { useTenant } from '../core/me';
import { queryClient, session } from '../core/session';
import { AuthPage } from './AuthPage';
import { LoginFields } from './LoginFields';
import { useLogin } from './useLogin';

/** Where whoever is sent here wanted to go. */
function useWanted(): string {
  const { state, search } = useLocation();
  const { nextPathname, nextSearch } = (state ?? {}) as { nextPathname?: string; nextSearch?: string };
  if (nextPathname) return wantedPath(nextPathname + (nextSearch ?? ''));
  return wantedPath(new URLSearchParams(search).get('ir'));
}

/** The log-in page. */
export function Login() {
  const t = useT();
  const tenant = useTenant();
  const wanted = useWanted();
  const state = useSyncExternalStore(session.subscribe, session.getState);
  const login = useLogin(session, '', () =>
    // What was read as nobody, or as somebody else, is not theirs.
    queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'tenant' }),
  );
  if (state === 'in' && !login.busy) return <Navigate to={wanted} replace />;
  const code = login.step === 'code';
  return (
    <AuthPage
      title={t(code ? 'account.login.codeTitle' : 'account.login.welcome')}
      text={code ? undefined : t('account.login.text', { business: tenant.name })}
      foot={
        tenant.modules.includes('scheduling') && (
          <Link href={`${basePath}/reservar`}>{t('account.login.book')}</Link>
        )
      }
    >
      <form onSubmit={login.submit} noValidate>
        <Stack sx={{ gap: 2 }}>
          {tenant.subscription_state === 'cancelled' && login.error === null && (
            <Alert severity="warning">{t('account.login.cancelled')}</Alert>
          )}
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
          {code ? (
            <Button onClick={login.again}>{t('account.login.otherUser')}</Button>
          ) : (
            <Link component={RouterLink} to="/olvide" sx={{ alignSelf: 'center', py: 1 }}>
              {t('account.login.forgot')}
            </Link>
          )}
        </Stack>
      </form>
    </AuthPage>
  );
}
