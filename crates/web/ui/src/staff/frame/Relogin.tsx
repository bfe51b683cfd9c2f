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
import { useId, useSyncExternalStore } from 'react';
import { useT } from '../../i18n/react';
import { describe } from '../../ui/describe';
import { LoginFields } from '../account/LoginFields';
import { useLogin } from '../account/useLogin';
import { logOut } from '../core/leave';

import { meQuery } from '../core/me';
import { session } from '../core/session';

/**
 * Over the screen when the session ended while somebody was at work: asks who they are. What they sent waits, and what
 * they typed is below.
 */
export function Relogin() {
  const state = useSyncExternalStore(session.subscribe, session.getState);
  const { data: me } = useQuery({ ...meQuery, enabled: state === 'in' });
  return state === 'expired' ? <Ask email={me?.user.email ?? null} /> : null;
}

function Ask({ email }: { email: string | null }) {
  const t = useT();
  const title = useId();
  const login = useLogin(session, email ?? '');
  // Whoever gives up loses what is on the screen; the browser asks where a form is half filled.
  const leave = () => void logOut().catch(login.fail);
  return (
    <Dialog open fullWidth maxWidth="xs" aria-labelledby={title}>
      <form onSubmit={login.submit} noValidate>
        <DialogTitle id={title}>{t('frame.relogin.title')}</DialogTitle>
        <DialogContent>
          <DialogContentText sx={{ mb: 2 }}>{t('frame.relogin.text')}</DialogContentText>
          <Stack sx={{ gap: 2, pt: 0.5 }}>
            {login.error !== null && <Alert severity="error">{describe(login.error, t)}</Alert>}
            <LoginFields login={login} fixedEmail={email !== null} />
          </Stack>
        </DialogContent>
        <DialogActions>
          <Button color="inherit" onClick={leave}>
            {t('frame.relogin.leave')}
          </Button>
          <Button type="submit" variant="contained" loading={login.busy} disabled={login.wait > 0}>
            {login.wait > 0 ? t('account.login.wait', { seconds: login.wait }) : t('frame.relogin.submit')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
