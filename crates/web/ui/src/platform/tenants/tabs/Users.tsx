import PersonSearchOutlined from '@mui/icons-material/PersonSearchOutlined';
import {
  Button,
  Pagination,
  Stack,
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableRow,
  TextField,
  Typography,
} from '@mui/material';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { done } from '../../../api/client';
import type { TenantUser } from '../../../api/schema';
import { useFormats } from '../../../format/react';
import { useT } from '../../../i18n/react';
import { Notice } from '../../../staff/ui/Notice';
import { Tag } from '../../../staff/ui/Tag';
import { api } from '../../core/session';
import { useAct } from '../../core/useAct';
import { Loaded } from '../../ui/Loaded';
import { ReasonDialog } from '../../ui/ReasonDialog';
import { Section } from '../../ui/Section';
import type { TabProps } from '../TenantPage';

const PER_PAGE = 20;
const PAUSE = 300;

/** Who works there; in whose place one can act, with a reason that the business reads. */
export default function Users({ tenant }: TabProps) {
  const t = useT();
  const [typed, setTyped] = useState('');
  const [{ q, page }, setWanted] = useState({ q: '', page: 1 });
  const [chosen, setChosen] = useState<TenantUser | null>(null);
  useEffect(() => {
    const timer = setTimeout(
      () => setWanted((now) => (now.q === typed.trim() ? now : { q: typed.trim(), page: 1 })),
      PAUSE,
    );
    return () => clearTimeout(timer);
  }, [typed]);
  const query = useQuery({
    queryKey: ['tenant', tenant.id, 'users', q, page],
    queryFn: () =>
      done(
        api.GET('/api/v1/platform/tenants/{id}/users', {
          params: {
            path: { id: tenant.id },
            query: { page, per_page: PER_PAGE, sort: 'full_name', ...(q === '' ? {} : { q }) },
          },
        }),
      ),
    placeholderData: keepPreviousData,
    // Each look is told in the audit: not again and again.
    staleTime: Infinity,
  });
  return (
    <Section title={t('platform.tenant.tabs.users')} text={t('platform.people.text')} flush>
      <TextField
        type="search"
        label={t('platform.people.search')}
        value={typed}
        onChange={({ target }) => setTyped(target.value)}
        sx={{ mx: 2.5, mb: 2, mt: 0.5, width: 320, maxWidth: 'calc(100% - 40px)' }}
      />
      <Loaded query={query} height={300}>
        {({ data, total }) =>
          data.length === 0 ? (
            <Notice icon={PersonSearchOutlined} title={t('platform.people.empty')} />
          ) : (
            <>
              <Table sx={{ minWidth: 720 }}>
                <TableHead>
                  <TableRow>
                    <TableCell>{t('platform.people.name')}</TableCell>
                    <TableCell>{t('platform.people.roles')}</TableCell>
                    <TableCell>{t('platform.tenants.state')}</TableCell>
                    <TableCell>{t('platform.people.lastLogin')}</TableCell>
                    <TableCell />
                  </TableRow>
                </TableHead>
                <TableBody>
                  {data.map((user) => (
                    <Person
                      key={user.id}
                      user={user}
                      open={tenant.state === 'active'}
                      onChoose={() => setChosen(user)}
                    />
                  ))}
                </TableBody>
              </Table>
              {total > PER_PAGE && (
                <Pagination
                  sx={{ p: 2 }}
                  count={Math.ceil(total / PER_PAGE)}
                  page={page}
                  onChange={(_event, next) => setWanted({ q, page: next })}
                />
              )}
            </>
          )
        }
      </Loaded>
      {chosen && <TakePlace tenant={tenant} user={chosen} onClose={() => setChosen(null)} />}
    </Section>
  );
}

function Person({ user, open, onChoose }: { user: TenantUser; open: boolean; onChoose: () => void }) {
  const t = useT();
  const formats = useFormats();
  return (
    <TableRow hover>
      <TableCell>
        <Typography variant="body2" sx={{ fontWeight: 600 }}>
          {user.full_name}
        </Typography>
        <Typography variant="body2" color="text.secondary">
          {user.email}
        </Typography>
      </TableCell>
      <TableCell>{user.roles.join(', ')}</TableCell>
      <TableCell>
        <Stack direction="row" sx={{ gap: 0.5, flexWrap: 'wrap' }}>
          <Tag
            tone={user.is_active ? (user.invited ? 'info' : 'success') : 'neutral'}
            label={t(
              user.is_active
                ? user.invited
                  ? 'platform.people.invited'
                  : 'platform.people.active'
                : 'platform.people.inactive',
            )}
          />
          {user.second_factor && <Tag label={t('platform.people.factor')} />}
        </Stack>
      </TableCell>
      <TableCell>
        {user.last_login_at ? formats.relative(user.last_login_at) : t('platform.people.never')}
      </TableCell>
      <TableCell align="right">
        {open && user.is_active && !user.invited && (
          <Button
            size="small"
            onClick={onChoose}
            aria-label={t('platform.people.placeOf', { name: user.full_name })}
          >
            {t('platform.people.place')}
          </Button>
        )}
      </TableCell>
    </TableRow>
  );
}

function TakePlace({ tenant, user, onClose }: TabProps & { user: TenantUser; onClose: () => void }) {
  const t = useT();
  const take = useAct({
    run: (reason: string) =>
      done(
        api.POST('/api/v1/platform/tenants/{id}/impersonate', {
          params: { path: { id: tenant.id } },
          body: { user_id: user.id, reason },
        }),
      ),
    after: ({ url }) => {
      // The code in it is good once, for the business's page alone.
      window.open(url, '_blank', 'noopener');
      onClose();
    },
  });
  return (
    <ReasonDialog
      open
      title={t('platform.people.placeOf', { name: user.full_name })}
      text={t('platform.people.placeText', { business: tenant.name })}
      action={t('platform.people.enter')}
      pending={take.isPending}
      error={take.error}
      onConfirm={take.mutate}
      onClose={onClose}
    />
  );
}
