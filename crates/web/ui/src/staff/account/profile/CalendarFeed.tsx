import { Alert, Button, Stack } from '@mui/material';
import { useMutation } from '@tanstack/react-query';
import { useNotify } from 'react-admin';
import { done } from '../../../api/client';
import { ApiError } from '../../../api/problem';
import { useT } from '../../../i18n/react';
import { api } from '../../core/session';
import { CopyField } from '../../ui/CopyField';
import { useProblem } from '../../ui/useProblem';
import { Section } from './Section';

/** The secret address of one's own calendar. The API shows it once and never tells whether there is one. */
export function CalendarFeed() {
  const t = useT();
  const notify = useNotify();
  const problem = useProblem();
  const unlessMissing = (error: unknown) => !isMissing(error) && problem(error);
  const create = useMutation({
    mutationFn: () => done(api.POST('/api/v1/me/calendar-feed')),
    onError: unlessMissing,
  });
  const revoke = useMutation({
    mutationFn: () => done(api.DELETE('/api/v1/me/calendar-feed')),
    onSuccess: () => {
      create.reset();
      notify(t('account.calendar.revoked'), { type: 'success' });
    },
    onError: unlessMissing,
  });
  const missing = isMissing(create.error) || isMissing(revoke.error);
  return (
    <Section title={t('account.calendar.title')} text={t('account.calendar.text')}>
      <Stack sx={{ gap: 2 }}>
        {missing && <Alert severity="info">{t('account.calendar.notProfessional')}</Alert>}
        {create.data && (
          <>
            <Alert severity="warning">{t('account.calendar.once')}</Alert>
            <CopyField label={t('account.calendar.address')} value={create.data.url} />
          </>
        )}
        {!missing && (
          <Stack direction="row" sx={{ gap: 1, flexWrap: 'wrap' }}>
            <Button variant="outlined" loading={create.isPending} onClick={() => create.mutate()}>
              {t(create.data ? 'account.calendar.renew' : 'account.calendar.create')}
            </Button>
            <Button color="error" loading={revoke.isPending} onClick={() => revoke.mutate()}>
              {t('account.calendar.revoke')}
            </Button>
          </Stack>
        )}
      </Stack>
    </Section>
  );
}

const isMissing = (error: unknown) => error instanceof ApiError && error.code === 'not_a_professional';
