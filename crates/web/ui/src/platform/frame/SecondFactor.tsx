import { Alert, Box, Button, Stack, TextField, Typography } from '@mui/material';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { done } from '../../api/client';
import type { PlatformMe, TotpEnrolment } from '../../api/schema';
import { useT } from '../../i18n/react';
import { PasswordField } from '../../staff/account/PasswordField';
import { QrCode } from '../../staff/ui/QrCode';
import { useProblem } from '../../staff/ui/useProblem';
import { describe } from '../../ui/describe';
import { logOut } from '../core/leave';
import { api, queryClient } from '../core/session';
import { RecoveryCodes } from '../ui/RecoveryCodes';
import { Doorway } from './Doorway';

/** At the first log-in: without a second factor nothing of the platform opens. */
export function SecondFactor({ me }: { me: PlatformMe }) {
  const t = useT();
  const problem = useProblem();
  const [enrolment, setEnrolment] = useState<TotpEnrolment | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const open = () => void queryClient.invalidateQueries();
  if (codes)
    return (
      <Doorway title={t('platform.factor.codesTitle')} text={t('platform.factor.codesText')} width={520}>
        <RecoveryCodes codes={codes} done={open} />
      </Doorway>
    );
  return (
    <Doorway
      title={t('platform.factor.title')}
      text={t(enrolment ? 'platform.factor.scan' : 'platform.factor.text', { name: me.user.full_name })}
      width={520}
    >
      {enrolment ? <Confirm enrolment={enrolment} confirmed={setCodes} /> : <Begin begun={setEnrolment} />}
      <Button color="inherit" sx={{ mt: 2 }} onClick={() => void logOut().catch(problem)}>
        {t('frame.logout')}
      </Button>
    </Doorway>
  );
}

function Begin({ begun }: { begun: (enrolment: TotpEnrolment) => void }) {
  const t = useT();
  const [password, setPassword] = useState('');
  const start = useMutation({
    mutationFn: () => done(api.POST('/api/v1/platform/me/totp', { body: { password } })),
    onSuccess: begun,
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        start.mutate();
      }}
    >
      <Stack sx={{ gap: 2 }}>
        {start.error && <Alert severity="error">{describe(start.error, t)}</Alert>}
        <PasswordField
          label={t('platform.factor.password')}
          autoComplete="current-password"
          autoFocus
          required
          value={password}
          onChange={({ target }) => setPassword(target.value)}
        />
        <Button
          type="submit"
          variant="contained"
          size="large"
          loading={start.isPending}
          disabled={password === ''}
        >
          {t('common.continue')}
        </Button>
      </Stack>
    </form>
  );
}

function Confirm({
  enrolment,
  confirmed,
}: {
  enrolment: TotpEnrolment;
  confirmed: (codes: string[]) => void;
}) {
  const t = useT();
  const [code, setCode] = useState('');
  const confirm = useMutation({
    mutationFn: () => done(api.POST('/api/v1/platform/me/totp/confirm', { body: { code: code.trim() } })),
    onSuccess: ({ recovery_codes }) => confirmed(recovery_codes),
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        confirm.mutate();
      }}
    >
      <Stack sx={{ gap: 2.5 }}>
        <Stack direction={{ xs: 'column', sm: 'row' }} sx={{ gap: 2.5, alignItems: 'center' }}>
          <QrCode text={enrolment.otpauth_url} label={t('platform.factor.qr')} size={184} />
          <Box sx={{ minWidth: 0 }}>
            <Typography variant="body2" color="text.secondary">
              {t('platform.factor.byHand')}
            </Typography>
            <Box
              component="code"
              sx={{
                display: 'block',
                mt: 1,
                fontSize: '0.9375rem',
                overflowWrap: 'anywhere',
                userSelect: 'all',
              }}
            >
              {enrolment.secret.replace(/(.{4})(?=.)/g, '$1 ')}
            </Box>
          </Box>
        </Stack>
        {confirm.error && <Alert severity="error">{describe(confirm.error, t)}</Alert>}
        <TextField
          label={t('account.login.code')}
          autoComplete="one-time-code"
          autoFocus
          required
          value={code}
          onChange={({ target }) => setCode(target.value)}
          slotProps={{ htmlInput: { inputMode: 'numeric', maxLength: 7 } }}
        />
        <Button
          type="submit"
          variant="contained"
          size="large"
          loading={confirm.isPending}
          disabled={code.trim().length < 6}
        >
          {t('platform.factor.confirm')}
        </Button>
      </Stack>
    </form>
  );
}
