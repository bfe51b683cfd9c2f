import CheckCircleOutlined from '@mui/icons-material/CheckCircleOutlined';
import LinkOff from '@mui/icons-material/LinkOff';
import { Button, CircularProgress, Stack, Typography } from '@mui/material';
import { useEffect, useState, type ReactNode } from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { done } from '../../api/client';
import { ApiError } from '../../api/problem';
import { useT } from '../../i18n/react';
import { describe } from '../../ui/describe';
import { forget, secret } from '../core/secrets';
import { queryClient, session } from '../core/session';
import { Notice } from '../ui/Notice';
import { anonymous } from './anonymous';
import { AuthPage } from './AuthPage';

/** What is sent once, however often the page is drawn: a secret is good once. */
function once<T>(name: 'token' | 'entrega', send: (value: string) => Promise<T>) {
  let sent: { value: string; answer: Promise<T> } | null = null;
  return (): Promise<T> | null => {
    const value = secret(name);
    if (value !== null && sent?.value !== value) {
      const answer = send(value);
      sent = { value, answer };
      // What failed can be tried again.
      answer.catch(() => {
        if (sent?.answer === answer) sent = null;
      });
    }
    return sent?.answer ?? null;
  };
}

const confirmAddress = once('token', (token) =>
  done(anonymous.POST('/api/v1/auth/confirm-email', { body: { token } })).then(() => forget('token')),
);

const takePlace = once('entrega', async (code) => {
  const place = await done(anonymous.POST('/api/v1/auth/impersonation', { body: { code } }));
  forget('entrega');
  queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'tenant' });
  session.takePlace(place.access_token);
});

type Outcome = 'working' | 'done' | 'missing' | { error: unknown };

function useOutcome(redeem: () => Promise<void> | null): [Outcome, () => void] {
  const [outcome, setOutcome] = useState<Outcome>('working');
  const [tries, setTries] = useState(0);
  useEffect(() => {
    let current = true;
    const answer = redeem();
    const tell = (value: Outcome) => current && setOutcome(value);
    if (answer === null) queueMicrotask(() => tell('missing'));
    else
      answer.then(
        () => tell('done'),
        (error: unknown) => tell({ error }),
      );
    return () => {
      current = false;
    };
  }, [redeem, tries]);
  const retry = () => {
    setOutcome('working');
    setTries(tries + 1);
  };
  return [outcome, retry];
}

/** Where the link of a letter leads that shows whose an address is. */
export function ConfirmEmail() {
  const t = useT();
  const [outcome, retry] = useOutcome(confirmAddress);
  useEffect(() => {
    if (outcome === 'done') void queryClient.invalidateQueries({ queryKey: ['me'] });
  }, [outcome]);
  const home = (
    <Button variant="contained" component={Link} to="/">
      {t('common.continue')}
    </Button>
  );
  return (
    <AuthPage title={t('account.confirm.title')}>
      {outcome === 'working' && <Working text={t('account.confirm.working')} />}
      {outcome === 'done' && (
        <div role="status">
          <Notice
            icon={CheckCircleOutlined}
            title={t('account.confirm.done')}
            text={t('account.confirm.doneText')}
            action={home}
          />
        </div>
      )}
      {outcome === 'missing' && (
        <Broken title={t('account.choose.missing')} text={t('account.choose.missingText')} />
      )}
      {typeof outcome === 'object' && (
        <Refused
          error={outcome.error}
          retry={retry}
          title={t('account.choose.spent')}
          text={t('account.choose.spentText')}
        />
      )}
    </AuthPage>
  );
}

/** Where a super admin arrives who acts in a user's place. */
export function TakePlace() {
  const t = useT();
  const navigate = useNavigate();
  const [outcome, retry] = useOutcome(takePlace);
  useEffect(() => {
    if (outcome === 'done') void navigate('/', { replace: true });
  }, [outcome, navigate]);
  return (
    <AuthPage title={t('account.place.title')}>
      {(outcome === 'working' || outcome === 'done') && <Working text={t('account.place.working')} />}
      {outcome === 'missing' && (
        <Broken title={t('account.choose.missing')} text={t('account.place.failedText')} />
      )}
      {typeof outcome === 'object' && (
        <Refused
          error={outcome.error}
          retry={retry}
          title={t('account.place.failed')}
          text={t('account.place.failedText')}
        />
      )}
    </AuthPage>
  );
}

function Working({ text }: { text: string }) {
  return (
    <Stack role="status" direction="row" sx={{ alignItems: 'center', gap: 2, py: 3 }}>
      <CircularProgress size={24} />
      <Typography>{text}</Typography>
    </Stack>
  );
}

function Broken({ title, text, action }: { title: string; text: string; action?: ReactNode }) {
  return (
    <div role="alert">
      <Notice icon={LinkOff} title={title} text={text} action={action} />
    </div>
  );
}

interface RefusedProps {
  error: unknown;
  retry: () => void;
  title: string;
  text: string;
}

/** A link that was refused is over; what else went wrong may go better another time. */
function Refused({ error, retry, title, text }: RefusedProps) {
  const t = useT();
  const over =
    error instanceof ApiError &&
    ['link_invalid', 'handover_invalid', 'validation_failed'].includes(error.code);
  if (over) return <Broken title={title} text={text} />;
  return (
    <Broken
      title={t('common.errors.title')}
      text={describe(error, t)}
      action={
        <Button variant="contained" onClick={retry}>
          {t('common.retry')}
        </Button>
      }
    />
  );
}
