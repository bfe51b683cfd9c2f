import AddOutlined from '@mui/icons-material/AddOutlined';
import ChevronRight from '@mui/icons-material/ChevronRight';
import {
  Box,
  Button,
  Card,
  List,
  ListItem,
  ListItemButton,
  Skeleton,
  Stack,
  Typography,
} from '@mui/material';
import { useQueries, useQuery } from '@tanstack/react-query';
import { Link } from 'react-router-dom';
import type { Role } from '../../api/schema';
import { useT } from '../../i18n/react';
import { useEverywhere } from '../core/everywhere';
import { ErrorNotice } from '../ui/Notice';
import { Page } from '../ui/Page';
import { Tag } from '../ui/Tag';
import { permissionsQuery, roleQuery, rolesQuery } from './queries';

/** With more roles than this, what each gives is not asked for: it takes a request each. */
const MOST = 30;

/** The roles of the business: how much each gives, and to how many. */
export default function RoleList() {
  const t = useT();
  const everywhere = useEverywhere();
  const { data, error, refetch } = useQuery(rolesQuery);
  return (
    <Page
      title={t('roles.title')}
      subtitle={t('roles.subtitle')}
      actions={
        everywhere('roles.add') && (
          <Button variant="contained" startIcon={<AddOutlined />} component={Link} to="/roles/create">
            {t('roles.add')}
          </Button>
        )
      }
    >
      <Card>
        {error && !data ? (
          <ErrorNotice error={error} retry={() => void refetch()} />
        ) : (
          <List disablePadding aria-busy={!data}>
            {data ? data.map((role) => <Line key={role.id} role={role} roles={data} />) : <Waiting />}
          </List>
        )}
      </Card>
    </Page>
  );
}

function Line({ role, roles }: { role: Role; roles: Role[] }) {
  const t = useT();
  const parent = roles.find(({ id }) => id === role.parent_id);
  return (
    <ListItem disablePadding divider>
      <ListItemButton
        component={Link}
        to={`/roles/${role.id}`}
        sx={{ px: { xs: 2, sm: 3 }, py: 2, borderRadius: 0 }}
      >
        <Box sx={{ flex: 1, minWidth: 0 }}>
          <Stack direction="row" sx={{ alignItems: 'center', gap: 1, flexWrap: 'wrap' }}>
            <Typography sx={{ fontWeight: 650 }}>{role.name}</Typography>
            {role.system && <Tag label={t('roles.system')} />}
            {role.grants_all && <Tag tone="primary" label={t('roles.all')} />}
          </Stack>
          <Typography variant="body2" color="text.secondary">
            {role.description ?? (parent ? t('roles.inheritsFrom', { name: parent.name }) : role.code)}
          </Typography>
        </Box>
        <Stack sx={{ alignItems: 'flex-end', minWidth: { xs: 90, sm: 150 } }}>
          {roles.length <= MOST && <HowMany role={role} />}
          <Typography variant="body2" color="text.secondary">
            {role.users === 0 ? t('roles.noPeople') : t('roles.people', { smart_count: role.users })}
          </Typography>
        </Stack>
        <ChevronRight sx={{ ml: 1.5, color: 'text.secondary' }} />
      </ListItemButton>
    </ListItem>
  );
}

function HowMany({ role }: { role: Role }) {
  const t = useT();
  const [{ data: all }, { data: detail }] = useQueries({ queries: [permissionsQuery, roleQuery(role.id)] });
  if (!all || !detail) return <Skeleton width={90} />;
  const total = all.length;
  const has = role.grants_all ? total : detail.permissions.effective.length;
  return <Typography variant="body2">{t('roles.howMany', { has, total })}</Typography>;
}

function Waiting() {
  return Array.from({ length: 4 }, (_, row) => (
    <ListItem key={row} divider sx={{ px: { xs: 2, sm: 3 }, py: 2, minHeight: 77 }} aria-hidden>
      <Box sx={{ flex: 1 }}>
        <Skeleton width="30%" />
        <Skeleton width="20%" />
      </Box>
      <Skeleton width={110} />
    </ListItem>
  ));
}
