import PeopleAltOutlined from '@mui/icons-material/PeopleAltOutlined';
import { Box, Stack, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { DataTable } from 'react-admin';
import type { User } from '../../api/schema';
import { useFormats } from '../../format/react';
import { useT } from '../../i18n/react';
import { useCan } from '../core/me';
import { rolesQuery } from '../roles/queries';
import { FilterSelect } from '../ui/list/FilterSelect';
import { ResourceList } from '../ui/list/ResourceList';
import { RowLink } from '../ui/list/rows';
import { Notice } from '../ui/Notice';
import { RoleTags } from './RoleTags';
import { SecondFactor, UserState } from './UserState';

/** Who works with the program, and as what. */
export default function UserList() {
  const t = useT();
  return (
    <ResourceList
      title={t('users.title')}
      subtitle={t('users.subtitle')}
      search={t('users.search')}
      sort={{ field: 'full_name', order: 'ASC' }}
      filters={<Filters />}
      add={{ label: t('users.invite'), permission: 'users.add' }}
      empty={<Notice icon={PeopleAltOutlined} title={t('users.title')} text={t('users.subtitle')} />}
      card={(row) => <Card user={row as unknown as User} />}
    >
      <DataTable.Col
        source="full_name"
        label={t('users.name')}
        render={(user: User) => (
          <>
            <RowLink>{user.full_name}</RowLink>
            <Typography variant="body2" color="text.secondary">
              {user.email}
            </Typography>
          </>
        )}
      />
      <DataTable.Col
        source="roles"
        label={t('users.roles')}
        disableSort
        render={(user: User) => <RoleTags roles={user.roles} />}
      />
      <DataTable.Col
        source="is_active"
        label={t('users.state')}
        render={(user: User) => <UserState user={user} />}
      />
      <DataTable.Col
        source="second_factor"
        label={t('users.secondFactor')}
        disableSort
        render={(user: User) => <SecondFactor user={user} />}
      />
      <DataTable.Col
        source="last_login_at"
        label={t('users.lastLogin')}
        render={(user: User) => <LastLogin user={user} />}
      />
    </ResourceList>
  );
}

function Filters() {
  const t = useT();
  const can = useCan();
  const { data: roles = [] } = useQuery({ ...rolesQuery, enabled: can('roles.view') });
  return (
    <>
      {roles.length > 0 && (
        <FilterSelect
          source="role"
          label={t('users.role')}
          choices={roles.map(({ code, name }) => ({ id: code, name }))}
        />
      )}
      <FilterSelect
        source="is_active"
        label={t('users.access')}
        choices={[
          { id: 'true', name: t('users.states.active') },
          { id: 'false', name: t('users.states.disabled') },
        ]}
      />
      <FilterSelect
        source="invited"
        label={t('users.invitation')}
        choices={[
          { id: 'true', name: t('users.invitationOpen') },
          { id: 'false', name: t('users.invitationTaken') },
        ]}
      />
    </>
  );
}

function LastLogin({ user }: { user: User }) {
  const t = useT();
  const formats = useFormats();
  return (
    <Typography component="span" variant="body2" color="text.secondary">
      {user.last_login_at ? formats.relative(user.last_login_at) : t('users.never')}
    </Typography>
  );
}

function Card({ user }: { user: User }) {
  return (
    <Stack sx={{ gap: 1 }}>
      <Stack direction="row" sx={{ gap: 1.5, alignItems: 'flex-start' }}>
        <Box sx={{ flex: 1, minWidth: 0 }}>
          <Typography sx={{ fontWeight: 600 }}>{user.full_name}</Typography>
          <Typography variant="body2" color="text.secondary" noWrap>
            {user.email}
          </Typography>
        </Box>
        <UserState user={user} />
      </Stack>
      <RoleTags roles={user.roles} />
    </Stack>
  );
}
