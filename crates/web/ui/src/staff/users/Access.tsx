import { Button, Card, Divider, Link, Stack, Typography } from '@mui/material';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNotify } from 'react-admin';
import { Link as RouterLink, useNavigate } from 'react-router-dom';
import { done, ifMatch } from '../../api/client';
import type { User } from '../../api/schema';
import { useFormats } from '../../format/react';
import { useT } from '../../i18n/react';
import { useEverywhere } from '../core/everywhere';
import { useCan } from '../core/me';
import { api } from '../core/session';
import { ConfirmDialog } from '../ui/ConfirmDialog';
import { possible, type Act } from './acts';
import { userQuery } from './queries';
import { SecondFactor } from './UserState';

/** How somebody comes in: what is known of it, and what can be done about it. */
export function Access({ user, self }: { user: User; self: boolean }) {
  const t = useT();
  const formats = useFormats();
  const can = useCan();
  const everywhere = useEverywhere();
  const client = useQueryClient();
  const notify = useNotify();
  const navigate = useNavigate();
  const [asked, setAsked] = useState<Act | null>(null);
  const act = useMutation({
    mutationFn: (one: Act) => call(one, user),
    onSuccess: async (row, one) => {
      setAsked(null);
      notify(t(`users.acts.${one}.done`), { type: 'success' });
      if (row) client.setQueryData(userQuery(user.id).queryKey, row);
      else void navigate('/users');
      await client.invalidateQueries({ queryKey: ['users'] });
    },
  });
  const acts = possible(user, self, can);
  return (
    <Card component="section" sx={{ p: { xs: 2, sm: 3 }, mb: 2 }}>
      <Typography variant="h3" component="h2" sx={{ mb: 1.5 }}>
        {t('users.access')}
      </Typography>
      <Stack component="dl" sx={{ gap: 1, m: 0 }}>
        <Fact name={t('users.lastLogin')}>
          {user.last_login_at ? formats.dateTime(user.last_login_at) : t('users.never')}
        </Fact>
        <Fact name={t('users.secondFactor')}>
          <SecondFactor user={user} />
        </Fact>
        <Fact name={t('users.confirmed')}>{t(user.email_confirmed ? 'common.yes' : 'common.no')}</Fact>
        <Fact name={t('users.since')}>{formats.date(user.created_at)}</Fact>
      </Stack>
      {everywhere('audit_log.view') && (
        <Link
          component={RouterLink}
          to={`/auditoria?actor=${user.id}`}
          variant="body2"
          sx={{ display: 'inline-block', mt: 1.5 }}
        >
          {t('users.whatTheyDid')}
        </Link>
      )}
      {acts.length > 0 && <Divider sx={{ my: 2 }} />}
      <Stack sx={{ gap: 1, alignItems: 'stretch' }}>
        {acts.map((one) => (
          <Button
            key={one}
            variant="outlined"
            color={one === 'disable' || one === 'delete' ? 'error' : 'inherit'}
            onClick={() => setAsked(one)}
          >
            {t(`users.acts.${one}.action`)}
          </Button>
        ))}
      </Stack>
      {self && (
        <Typography variant="body2" color="text.secondary" sx={{ mt: 1.5 }}>
          <Link component={RouterLink} to="/mi-cuenta">
            {t('users.yourself')}
          </Link>
        </Typography>
      )}
      {asked && (
        <ConfirmDialog
          open
          title={t(`users.acts.${asked}.title`, { name: user.full_name })}
          action={t(`users.acts.${asked}.action`)}
          danger={asked === 'disable' || asked === 'delete' || asked === 'secondFactor'}
          pending={act.isPending}
          error={act.error}
          onConfirm={() => act.mutate(asked)}
          onClose={() => {
            setAsked(null);
            act.reset();
          }}
        >
          {t(`users.acts.${asked}.text`, { email: user.email })}
        </ConfirmDialog>
      )}
    </Card>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <Stack direction="row" sx={{ justifyContent: 'space-between', gap: 2 }}>
      <Typography component="dt" variant="body2" color="text.secondary">
        {name}
      </Typography>
      <Typography component="dd" variant="body2" sx={{ m: 0, textAlign: 'right' }}>
        {children}
      </Typography>
    </Stack>
  );
}

async function call(act: Act, user: User): Promise<User | null> {
  const params = { path: { id: user.id } };
  switch (act) {
    case 'invite':
      return done(api.POST('/api/v1/users/{id}/invite', { params }));
    case 'reset':
      return done(api.POST('/api/v1/users/{id}/reset', { params }));
    case 'secondFactor':
      return done(api.POST('/api/v1/users/{id}/reset-second-factor', { params }));
    case 'disable':
      return done(api.POST('/api/v1/users/{id}/disable', { params }));
    case 'enable':
      return done(api.POST('/api/v1/users/{id}/enable', { params }));
    case 'delete':
      await done(api.DELETE('/api/v1/users/{id}', { params: { ...params, header: ifMatch(user.version) } }));
      return null;
  }
}
