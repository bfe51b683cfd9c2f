import { Box, Stack, TextField, Typography } from '@mui/material';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { done } from '../../../api/client';
import type { TotpEnrolment } from '../../../api/schema';
import { useT } from '../../../i18n/react';
import { meQuery } from '../../core/me';
import { api, queryClient } from '../../core/session';
import { QrCode } from '../../ui/QrCode';
import { PasswordField } from '../PasswordField';
import { useWait } from '../useWait';
import { FactorDialog, faultOf } from './FactorDialog';
import { RecoveryCodes } from './RecoveryCodes';

interface EnrolDialogProps {
  email: string;
  onClose: () => void;
}

/** Turns the second factor on: password, the app's secret, a code of it, and then the recovery codes. */
export function EnrolDialog({ email, onClose }: EnrolDialogProps) {
  const [enrolment, setEnrolment] = useState<TotpEnrolment | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  if (codes) return <RecoveryCodes codes={codes} email={email} onClose={onClose} />;
  return enrolment ? (
    <Confirm enrolment={enrolment} onCodes={setCodes} onClose={onClose} />
  ) : (
    <Begin onEnrolment={setEnrolment} onClose={onClose} />
  );
}

function Begin({
  onEnrolment,
  onClose,
}: {
  onEnrolment: (made: TotpEnrolment) => void;
  onClose: () => void;
}) {
  const t = useT();
  const [password, setPassword] = useState('');
  const [wait, waitAfter] = useWait();
  const begin = useMutation({
    mutationFn: () => done(api.POST('/api/v1/me/totp', { body: { password } })),
    onSuccess: onEnrolment,
    onError: waitAfter,
  });
  const fault = faultOf(begin.error, 'password');
  return (
    <FactorDialog
      title={t('account.factor.startTitle')}
      text={t('account.factor.passwordText')}
      submit={t('common.continue')}
      ready={password !== ''}
      busy={begin.isPending}
      wait={wait}
      error={begin.error}
      onSubmit={() => begin.mutate()}
      onClose={onClose}
    >
      <PasswordField
        autoFocus
        label={t('account.login.password')}
        autoComplete="current-password"
        value={password}
        onChange={({ target }) => setPassword(target.value)}
        error={fault !== undefined}
        helperText={fault}
      />
    </FactorDialog>
  );
}

interface ConfirmProps {
  enrolment: TotpEnrolment;
  onCodes: (codes: string[]) => void;
  onClose: () => void;
}

function Confirm({ enrolment, onCodes, onClose }: ConfirmProps) {
  const t = useT();
  const [code, setCode] = useState('');
  const [wait, waitAfter] = useWait();
  const confirm = useMutation({
    mutationFn: () => done(api.POST('/api/v1/me/totp/confirm', { body: { code: code.trim() } })),
    onSuccess: ({ recovery_codes }) => {
      onCodes(recovery_codes);
      void queryClient.invalidateQueries({ queryKey: meQuery.queryKey });
    },
    onError: waitAfter,
  });
  const fault = faultOf(confirm.error, 'code');
  return (
    <FactorDialog
      title={t('account.factor.startTitle')}
      text={t('account.factor.scan')}
      submit={t('account.factor.confirm')}
      ready={code.trim().length >= 6}
      busy={confirm.isPending}
      wait={wait}
      error={confirm.error}
      onSubmit={() => confirm.mutate()}
      onClose={onClose}
    >
      <Box sx={{ display: 'grid', placeItems: 'center' }}>
        <QrCode text={enrolment.otpauth_url} label={t('account.factor.qr')} />
      </Box>
      <Stack sx={{ gap: 0.5 }}>
        <Typography variant="body2" color="text.secondary">
          {t('account.factor.typeSecret')}
        </Typography>
        <Typography
          component="code"
          sx={{ fontFamily: 'monospace', overflowWrap: 'anywhere', userSelect: 'all' }}
        >
          {enrolment.secret.replace(/(.{4})(?=.)/g, '$1 ')}
        </Typography>
      </Stack>
      <TextField
        autoFocus
        fullWidth
        label={t('account.login.code')}
        autoComplete="one-time-code"
        value={code}
        onChange={({ target }) => setCode(target.value)}
        error={fault !== undefined}
        helperText={fault ?? t('account.factor.typeCode')}
        slotProps={{ htmlInput: { inputMode: 'numeric', maxLength: 7 } }}
      />
    </FactorDialog>
  );
}
