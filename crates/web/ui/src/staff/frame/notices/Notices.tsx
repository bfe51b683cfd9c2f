import CloudOffOutlined from '@mui/icons-material/CloudOffOutlined';
import HourglassBottomOutlined from '@mui/icons-material/HourglassBottomOutlined';
import LockClockOutlined from '@mui/icons-material/LockClockOutlined';
import MarkEmailUnreadOutlined from '@mui/icons-material/MarkEmailUnreadOutlined';
import PaymentsOutlined from '@mui/icons-material/PaymentsOutlined';
import SupportAgentOutlined from '@mui/icons-material/SupportAgentOutlined';
import SystemUpdateAlt from '@mui/icons-material/SystemUpdateAlt';
import WifiTetheringOutlined from '@mui/icons-material/WifiTetheringOutlined';
import { Box, Button } from '@mui/material';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useNotify } from 'react-admin';
import { Link } from 'react-router-dom';
import { done } from '../../../api/client';
import type { Me } from '../../../api/schema';
import { useFormats } from '../../../format/react';
import { useT } from '../../../i18n/react';
import { logOut } from '../../core/leave';
import { meQuery, useCan } from '../../core/me';
import { useReach } from '../../core/reach';
import { api } from '../../core/session';
import { useOutdated } from '../../core/version';
import { useProblem } from '../../ui/useProblem';
import { Strip } from './Strip';
import { trialDaysLeft } from './trial';

/** What whoever works should know, above every screen: of the connection, of the plan, of who acts. */
export function Notices() {
  const { data: me } = useQuery(meQuery);
  return (
    <Box sx={{ displayPrint: 'none' }}>
      <Reach />
      <Outdated />
      {me?.impersonator && <Impersonation me={me} by={me.impersonator} />}
      {me && <Plan me={me} />}
      {me && !me.email_confirmed && me.kind === 'user' && !me.impersonator && <Unconfirmed me={me} />}
    </Box>
  );
}

function Reach() {
  const t = useT();
  const notify = useNotify();
  const { reach, message } = useReach();
  const was = useRef(reach);
  useEffect(() => {
    if (was.current === reach) return;
    was.current = reach;
    if (reach === 'ok') notify(t('common.online'), { type: 'success' });
  }, [reach, notify, t]);
  if (reach === 'ok') return null;
  return reach === 'offline' ? (
    <Strip tone="danger" icon={CloudOffOutlined}>
      {t('common.offline')}
    </Strip>
  ) : (
    <Strip tone="warning" icon={WifiTetheringOutlined}>
      {message || t('frame.notices.busy')}
    </Strip>
  );
}

function Outdated() {
  const t = useT();
  const outdated = useOutdated();
  const [hidden, setHidden] = useState(false);
  if (!outdated || hidden) return null;
  const reload = (
    <Button size="small" onClick={() => location.reload()}>
      {t('common.reload')}
    </Button>
  );
  return (
    <Strip tone="info" icon={SystemUpdateAlt} action={reload} onDismiss={() => setHidden(true)}>
      {t('frame.notices.newVersion')}
    </Strip>
  );
}

function Impersonation({ me, by }: { me: Me; by: NonNullable<Me['impersonator']> }) {
  const t = useT();
  const problem = useProblem();
  const end = (
    <Button size="small" color="inherit" onClick={() => void logOut().catch(problem)}>
      {t('frame.notices.endImpersonation')}
    </Button>
  );
  return (
    <Strip tone="warning" icon={SupportAgentOutlined} action={end}>
      {t('frame.notices.impersonation', { email: by.email, name: me.user.full_name, reason: by.reason })}
    </Strip>
  );
}

function Plan({ me }: { me: Me }) {
  const t = useT();
  const formats = useFormats();
  const can = useCan();
  const [hidden, setHidden] = useState(false);
  const { state, ends_at } = me.subscription;
  const plans = can('subscription.view') && (
    <Button size="small" component={Link} to="/plan">
      {t('frame.notices.seePlan')}
    </Button>
  );
  if (state === 'trial' && ends_at && !hidden) {
    const days = trialDaysLeft(formats.dayOf(ends_at), formats.today());
    return (
      <Strip tone="info" icon={HourglassBottomOutlined} action={plans} onDismiss={() => setHidden(true)}>
        {days > 0 ? t('frame.notices.trialDays', { smart_count: days }) : t('frame.notices.trialToday')}
      </Strip>
    );
  }
  if (state === 'past_due') {
    return (
      <Strip tone="warning" icon={PaymentsOutlined} action={plans}>
        {ends_at
          ? t('frame.notices.pastDue', { date: formats.date(ends_at) })
          : t('frame.notices.pastDueSoon')}
      </Strip>
    );
  }
  if (state === 'suspended') {
    return (
      <Strip tone="danger" icon={LockClockOutlined} action={plans}>
        {t('frame.notices.suspended')}
      </Strip>
    );
  }
  return null;
}

function Unconfirmed({ me }: { me: Me }) {
  const t = useT();
  const notify = useNotify();
  const problem = useProblem();
  const [hidden, setHidden] = useState(false);
  const email = me.user.email ?? '';
  const send = useMutation({
    mutationFn: () => done(api.POST('/api/v1/me/email-confirmation')),
    onSuccess: () => {
      notify(t('frame.notices.linkSent', { email }), { type: 'success' });
      setHidden(true);
    },
    onError: problem,
  });
  if (hidden) return null;
  const button = (
    <Button size="small" loading={send.isPending} onClick={() => send.mutate()}>
      {t('frame.notices.sendLink')}
    </Button>
  );
  return (
    <Strip tone="info" icon={MarkEmailUnreadOutlined} action={button} onDismiss={() => setHidden(true)}>
      {t('frame.notices.unconfirmed', { email })}
    </Strip>
  );
}
