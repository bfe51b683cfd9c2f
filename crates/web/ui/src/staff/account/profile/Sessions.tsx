import ComputerOutlined from '@mui/icons-material/ComputerOutlined';
import PhoneIphoneOutlined from '@mui/icons-material/PhoneIphoneOutlined';
import { Box, Button, Chip, Divider, Skeleton, Stack, Typography } from '@mui/material';
import { queryOptions, useMutation, useQuery } from '@tanstack/react-query';
import { Fragment } from 'react';
import { useNotify } from 'react-admin';
import { done } from '../../../api/client';
import type { SessionBody } from '../../../api/schema';
import { useFormats } from '../../../format/react';
import { useT } from '../../../i18n/react';
import { api, queryClient } from '../../core/session';
import { ErrorNotice } from '../../ui/Notice';
import { useProblem } from '../../ui/useProblem';
import { Section } from './Section';

const sessionsQuery = queryOptions({
  queryKey: ['me', 'sessions'],
  queryFn: async () => (await done(api.GET('/api/v1/me/sessions'))).data,
});

/** Where the account is open, and ending that. */
export function Sessions() {
  const t = useT();
  const notify = useNotify();
  const problem = useProblem();
  const { data, error, refetch } = useQuery(sessionsQuery);
  const end = useMutation({
    mutationFn: (id: string | null) =>
      id === null
        ? done(api.DELETE('/api/v1/me/sessions'))
        : done(api.DELETE('/api/v1/me/sessions/{id}', { params: { path: { id } } })),
    onSuccess: (_, id) =>
      notify(t(id === null ? 'account.sessions.othersEnded' : 'account.sessions.ended'), { type: 'success' }),
    onError: problem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
  });
  return (
    <Section title={t('account.sessions.title')} text={t('account.sessions.text')}>
      {error && !data ? (
        <ErrorNotice error={error} retry={() => void refetch()} />
      ) : data ? (
        <>
          {data.map((session, at) => (
            <Fragment key={session.id}>
              {at > 0 && <Divider />}
              <Line
                session={session}
                busy={end.isPending && end.variables === session.id}
                onEnd={() => end.mutate(session.id)}
              />
            </Fragment>
          ))}
          {data.length > 1 && (
            <Button
              color="error"
              loading={end.isPending && end.variables === null}
              onClick={() => end.mutate(null)}
              sx={{ mt: 1 }}
            >
              {t('account.sessions.endOthers')}
            </Button>
          )}
        </>
      ) : (
        <Skeleton variant="rounded" height={64} />
      )}
    </Section>
  );
}

function Line({ session, busy, onEnd }: { session: SessionBody; busy: boolean; onEnd: () => void }) {
  const t = useT();
  const formats = useFormats();
  const mobile = /Android|iPhone|iPad|Mobile/i.test(session.user_agent ?? '');
  const Icon = mobile ? PhoneIphoneOutlined : ComputerOutlined;
  const details = [
    session.address,
    t('account.sessions.used', { when: formats.relative(session.last_used_at) }),
    t('account.sessions.since', { date: formats.dateTime(session.created_at) }),
  ].filter(Boolean);
  return (
    <Stack direction="row" sx={{ alignItems: 'center', gap: 2, py: 1.25 }}>
      <Icon color="action" />
      <Box sx={{ flex: 1, minWidth: 0 }}>
        <Stack direction="row" sx={{ gap: 1, alignItems: 'center', flexWrap: 'wrap' }}>
          <Typography sx={{ fontWeight: 600 }}>{session.device}</Typography>
          {session.current && <Chip size="small" color="primary" label={t('account.sessions.current')} />}
          {session.impersonator && (
            <Chip
              size="small"
              color="warning"
              variant="outlined"
              label={t('account.sessions.impersonator', { email: session.impersonator })}
            />
          )}
        </Stack>
        <Typography variant="body2" color="text.secondary">
          {details.join(' · ')}
        </Typography>
      </Box>
      {!session.current && (
        <Button
          variant="outlined"
          size="small"
          loading={busy}
          aria-label={t('account.sessions.endOf', { device: session.device })}
          onClick={onEnd}
        >
          {t('account.sessions.end')}
        </Button>
      )}
    </Stack>
  );
}
