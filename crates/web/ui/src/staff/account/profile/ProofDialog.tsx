import { TextField } from '@mui/material';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useNotify } from 'react-admin';
import { done } from '../../../api/client';
import { useT } from '../../../i18n/react';
import { meQuery } from '../../core/me';
import { api, queryClient } from '../../core/session';
import { PasswordField } from '../PasswordField';
import { useWait } from '../useWait';
import { FactorDialog, faultOf } from './FactorDialog';
import { RecoveryCodes } from './RecoveryCodes';

interface ProofDialogProps {
  task: 'renew' | 'remove';
  email: string;
  onClose: () => void;
}

/** What needs password and second factor once more: new recovery codes, or no second factor at all. */
export function ProofDialog({ task, email, onClose }: ProofDialogProps) {
  const t = useT();
  const notify = useNotify();
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [codes, setCodes] = useState<string[] | null>(null);
  const [wait, waitAfter] = useWait();
  const body = { password, code: code.trim() };
  const act = useMutation({
    mutationFn: async (): Promise<void> => {
      if (task === 'renew') {
        setCodes((await done(api.POST('/api/v1/me/totp/recovery-codes', { body }))).recovery_codes);
        return;
      }
      await done(api.DELETE('/api/v1/me/totp', { body }));
      await queryClient.invalidateQueries({ queryKey: meQuery.queryKey });
      notify(t('account.factor.removed'), { type: 'success' });
      onClose();
    },
    onError: waitAfter,
  });
  if (codes) return <RecoveryCodes codes={codes} email={email} onClose={onClose} />;
  const [wrongPassword, wrongCode] = [faultOf(act.error, 'password'), faultOf(act.error, 'code')];
  return (
    <FactorDialog
      title={t(`account.factor.${task}Title`)}
      text={t(`account.factor.${task}Text`)}
      submit={t(`account.factor.${task}`)}
      danger={task === 'remove'}
      ready={password !== '' && code.trim() !== ''}
      busy={act.isPending}
      wait={wait}
      error={act.error}
      onSubmit={() => act.mutate()}
      onClose={onClose}
    >
      <PasswordField
        autoFocus
        label={t('account.login.password')}
        autoComplete="current-password"
        value={password}
        onChange={({ target }) => setPassword(target.value)}
        error={wrongPassword !== undefined}
        helperText={wrongPassword}
      />
      <TextField
        fullWidth
        label={t('account.factor.codeOrRecovery')}
        autoComplete="one-time-code"
        value={code}
        onChange={({ target }) => setCode(target.value)}
        error={wrongCode !== undefined}
        helperText={wrongCode}
        slotProps={{ htmlInput: { maxLength: 64, spellCheck: false, autoCapitalize: 'none' } }}
      />
    </FactorDialog>
  );
}
