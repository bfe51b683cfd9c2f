import PersonAddAlt from '@mui/icons-material/PersonAddAlt';
import {
  Button,
  Card,
  Stack,
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableRow,
  TextField,
  Typography,
} from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { done } from '../../api/client';
import type { PlatformUserBody } from '../../api/schema';
import { useFormats } from '../../format/react';
import { useT } from '../../i18n/react';
import { PasswordField } from '../../staff/account/PasswordField';
import { ConfirmDialog } from '../../staff/ui/ConfirmDialog';
import { Page } from '../../staff/ui/Page';
import { Tag } from '../../staff/ui/Tag';
import { useMe } from '../core/me';
import { usersQuery } from '../core/queries';
import { api } from '../core/session';
import { useAct } from '../core/useAct';
import { FormDialog } from '../ui/FormDialog';
import { Loaded } from '../ui/Loaded';

type Verb = 'disable' | 'enable' | 'reset';

/** Who runs the platform. */
export default function Users() {
  const t = useT();
  const query = useQuery(usersQuery);
  const [adding, setAdding] = useState(false);
  const [asked, setAsked] = useState<{ user: PlatformUserBody; verb: Verb } | null>(null);
  return (
    <Page
      title={t('platform.users.title')}
      subtitle={t('platform.users.subtitle')}
      actions={
        <Button variant="contained" startIcon={<PersonAddAlt />} onClick={() => setAdding(true)}>
          {t('platform.users.add')}
        </Button>
      }
    >
      <Loaded query={query} height={240}>
        {(users) => (
          <Card sx={{ overflowX: 'auto' }}>
            <Table sx={{ minWidth: 720 }}>
              <TableHead>
                <TableRow>
                  <TableCell>{t('platform.people.name')}</TableCell>
                  <TableCell>{t('platform.tenants.state')}</TableCell>
                  <TableCell>{t('platform.people.lastLogin')}</TableCell>
                  <TableCell />
                </TableRow>
              </TableHead>
              <TableBody>
                {users.map((user) => (
                  <Row key={user.id} user={user} ask={(verb) => setAsked({ user, verb })} />
                ))}
              </TableBody>
            </Table>
          </Card>
        )}
      </Loaded>
      {adding && <Add onClose={() => setAdding(false)} />}
      {asked && <Ask {...asked} onClose={() => setAsked(null)} />}
    </Page>
  );
}

function Row({ user, ask }: { user: PlatformUserBody; ask: (verb: Verb) => void }) {
  const t = useT();
  const formats = useFormats();
  const me = useMe();
  const self = me.user.id === user.id;
  return (
    <TableRow>
      <TableCell>
        <Typography variant="body2" sx={{ fontWeight: 600 }}>
          {user.full_name}
          {self && ` (${t('platform.users.you')})`}
        </Typography>
        <Typography variant="body2" color="text.secondary">
          {user.email}
        </Typography>
      </TableCell>
      <TableCell>
        <Stack direction="row" sx={{ gap: 0.5, flexWrap: 'wrap' }}>
          <Tag
            tone={user.is_active ? 'success' : 'neutral'}
            label={t(user.is_active ? 'platform.people.active' : 'platform.people.inactive')}
          />
          <Tag
            tone={user.second_factor ? 'success' : 'warning'}
            label={t(user.second_factor ? 'platform.people.factor' : 'platform.users.noFactor')}
          />
        </Stack>
      </TableCell>
      <TableCell>
        {user.last_login_at ? formats.relative(user.last_login_at) : t('platform.people.never')}
      </TableCell>
      <TableCell align="right">
        {!self && (
          <Stack direction="row" sx={{ gap: 0.5, justifyContent: 'flex-end' }}>
            {user.second_factor && (
              <Button size="small" color="inherit" onClick={() => ask('reset')}>
                {t('platform.users.reset')}
              </Button>
            )}
            <Button
              size="small"
              color={user.is_active ? 'error' : 'primary'}
              onClick={() => ask(user.is_active ? 'disable' : 'enable')}
            >
              {t(user.is_active ? 'platform.users.disable' : 'platform.users.enable')}
            </Button>
          </Stack>
        )}
      </TableCell>
    </TableRow>
  );
}

function Ask({ user, verb, onClose }: { user: PlatformUserBody; verb: Verb; onClose: () => void }) {
  const t = useT();
  const at = { params: { path: { id: user.id } } };
  const act = useAct({
    run: () => {
      if (verb === 'disable') return done(api.POST('/api/v1/platform/users/{id}/disable', at));
      if (verb === 'enable') return done(api.POST('/api/v1/platform/users/{id}/enable', at));
      return done(api.POST('/api/v1/platform/users/{id}/reset-second-factor', at));
    },
    said: t('common.saved'),
    after: onClose,
  });
  return (
    <ConfirmDialog
      open
      danger={verb !== 'enable'}
      title={t(`platform.users.ask.${verb}`, { name: user.full_name })}
      action={t(`platform.users.${verb}`)}
      pending={act.isPending}
      error={act.error}
      onConfirm={() => act.mutate()}
      onClose={onClose}
    >
      {t(`platform.users.askText.${verb}`)}
    </ConfirmDialog>
  );
}

function Add({ onClose }: { onClose: () => void }) {
  const t = useT();
  const [typed, setTyped] = useState({ full_name: '', email: '', password: '' });
  const add = useAct({
    run: () =>
      done(
        api.POST('/api/v1/platform/users', {
          body: { ...typed, full_name: typed.full_name.trim(), email: typed.email.trim() },
        }),
      ),
    said: t('platform.users.added'),
    after: onClose,
  });
  return (
    <FormDialog
      open
      title={t('platform.users.add')}
      text={t('platform.users.addText')}
      action={t('common.add')}
      ready={Object.values(typed).every((text) => text.trim() !== '')}
      pending={add.isPending}
      error={add.error}
      onSubmit={() => add.mutate()}
      onClose={onClose}
    >
      <TextField
        autoFocus
        label={t('platform.people.name')}
        value={typed.full_name}
        onChange={({ target }) => setTyped({ ...typed, full_name: target.value })}
      />
      <TextField
        label={t('platform.create.ownerEmail')}
        type="email"
        autoComplete="off"
        value={typed.email}
        onChange={({ target }) => setTyped({ ...typed, email: target.value })}
      />
      <PasswordField
        label={t('platform.create.ownerPassword')}
        autoComplete="new-password"
        value={typed.password}
        onChange={({ target }) => setTyped({ ...typed, password: target.value })}
      />
    </FormDialog>
  );
}
