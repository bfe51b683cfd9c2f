import {
  Alert,
  Button,
  Dialog,
  DialogActions,
  DialogContent,
  DialogContentText,
  DialogTitle,
  Stack,
} from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useId, useSyncExternalStore } from 'react';
import { basePath } from '../../api/base';
import { useT } from '../../i18n/react';
import { LoginFields } from '../../staff/account/LoginFields';
import { describe } from '../../ui/describe';
import { logOut } from '../core/leave';
import { meQuery } from '../core/me';
import { session } from '../core/session';
import { useLogin } from '../../staff/account/useLogin';

/** Over the screen when the session ended: asks who is there. What was sent waits. Ended elsewhere, it is the log-in page. */
export function Relogin() {
  const state = useSyncExternalStore(session.subscribe, session.getState);
  const { data: me } = useQuery({ ...meQuery, enabled: state === 'in' });
  const out = state === 'out';
  useEffect(() => {
    if (out) location.assign(`${basePath}/admin/login`);
  }, [out]);
  return state === 'expired' ? <Ask email={me?.user.email ?? ''} /> : null;
}

function Ask({ email }: { email: string }) {
  const t = useT();
  const title = useId();
  const login = useLogin(session, email);
  return (
    <Dialog open fullWidth maxWidth="xs" aria-labelledby={title}>
      <form onSubmit={login.submit} noValidate>
        <DialogTitle id={title}>{t('frame.relogin.title')}</DialogTitle>
        <DialogContent>
          <DialogContentText sx={{ mb: 2 }}>{t('frame.relogin.text')}</DialogContentText>
          <Stack sx={{ gap: 2, pt: 0.5 }}>
            {login.error !== null && <Alert severity="error">{describe(login.error, t)}</Alert>}
            <LoginFields login={login} fixedEmail={email !== ''} />
          </Stack>
        </DialogContent>
        <DialogActions>
          <Button color="inherit" onClick={() => void logOut().catch(login.fail)}>
            {t('frame.relogin.leave')}
          </Button>
          <Button type="submit" variant="contained" loading={login.busy} disabled={login.wait > 0}>
            {t('frame.relogin.submit')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
