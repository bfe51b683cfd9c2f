import { Alert, Button, Stack, TextField } from '@mui/material';
import { useState, type FormEvent, type ReactNode } from 'react';
import { done } from '../../api/client';
import { useT } from '../../i18n/react';
import { PasswordField } from '../../staff/account/PasswordField';
import { Page } from '../../staff/ui/Page';
import { describe } from '../../ui/describe';
import { useMe } from '../core/me';
import { api } from '../core/session';
import { useAct } from '../core/useAct';
import { RecoveryCodes } from '../ui/RecoveryCodes';
import { Columns, Section } from '../ui/Section';

/** One's own password and recovery codes. */
export default function Account() {
  const t = useT();
  const { user } = useMe();
  return (
    <Page title={t('frame.account')} subtitle={`${user.full_name} · ${user.email ?? ''}`}>
      <Columns>
        <Password />
        <Codes />
      </Columns>
    </Page>
  );
}

const NOTHING = { current: '', next: '', code: '' };

function Password() {
  const t = useT();
  const [typed, setTyped] = useState(NOTHING);
  const change = useAct({
    run: () =>
      done(
        api.POST('/api/v1/platform/me/password', {
          body: { current_password: typed.current, new_password: typed.next, code: typed.code.trim() },
        }),
      ),
    said: t('platform.account.changed'),
    after: () => setTyped(NOTHING),
  });
  return (
    <Section title={t('platform.account.password')} text={t('platform.account.passwordText')}>
      <Form
        error={change.error}
        action={t('platform.account.change')}
        pending={change.isPending}
        ready={Object.values(typed).every((text) => text.trim() !== '')}
        submit={() => change.mutate()}
      >
        <PasswordField
          label={t('platform.account.current')}
          autoComplete="current-password"
          value={typed.current}
          onChange={({ target }) => setTyped({ ...typed, current: target.value })}
        />
        <PasswordField
          label={t('platform.account.next')}
          autoComplete="new-password"
          value={typed.next}
          onChange={({ target }) => setTyped({ ...typed, next: target.value })}
        />
        <Code value={typed.code} set={(code) => setTyped({ ...typed, code })} />
      </Form>
    </Section>
  );
}

function Codes() {
  const t = useT();
  const [typed, setTyped] = useState({ password: '', code: '' });
  const [codes, setCodes] = useState<string[] | null>(null);
  const renew = useAct({
    run: () =>
      done(
        api.POST('/api/v1/platform/me/totp/recovery-codes', {
          body: { password: typed.password, code: typed.code.trim() },
        }),
      ),
    after: ({ recovery_codes }) => {
      setCodes(recovery_codes);
      setTyped({ password: '', code: '' });
    },
  });
  return (
    <Section title={t('platform.account.codes')} text={t('platform.account.codesText')}>
      {codes ? (
        <RecoveryCodes codes={codes} done={() => setCodes(null)} />
      ) : (
        <Form
          error={renew.error}
          action={t('platform.account.renew')}
          pending={renew.isPending}
          ready={typed.password !== '' && typed.code.trim() !== ''}
          submit={() => renew.mutate()}
        >
          <PasswordField
            label={t('platform.account.current')}
            autoComplete="current-password"
            value={typed.password}
            onChange={({ target }) => setTyped({ ...typed, password: target.value })}
          />
          <Code value={typed.code} set={(code) => setTyped({ ...typed, code })} />
        </Form>
      )}
    </Section>
  );
}

function Code({ value, set }: { value: string; set: (value: string) => void }) {
  const t = useT();
  return (
    <TextField
      label={t('account.login.code')}
      autoComplete="one-time-code"
      value={value}
      onChange={({ target }) => set(target.value)}
      slotProps={{ htmlInput: { inputMode: 'numeric', maxLength: 7 } }}
    />
  );
}

interface FormProps {
  error: unknown;
  action: string;
  pending: boolean;
  ready: boolean;
  submit: () => void;
  children: ReactNode;
}

function Form({ error, action, pending, ready, submit, children }: FormProps) {
  const t = useT();
  return (
    <Stack
      component="form"
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        submit();
      }}
      sx={{ gap: 2 }}
    >
      {children}
      {error != null && <Alert severity="error">{describe(error, t)}</Alert>}
      <Button
        type="submit"
        variant="contained"
        loading={pending}
        disabled={!ready}
        sx={{ alignSelf: 'flex-start' }}
      >
        {action}
      </Button>
    </Stack>
  );
}
