import { Avatar, Card, Link, List, ListItem, ListItemText, Skeleton, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { Link as RouterLink } from 'react-router-dom';
import { done } from '../../api/client';
import type { Role } from '../../api/schema';
import { useT } from '../../i18n/react';
import { useCan } from '../core/me';
import { api } from '../core/session';

const SHOWN = 5;

/** Who has a role. */
export function People({ role }: { role: Role }) {
  const t = useT();
  const can = useCan();
  const allowed = can('users.view');
  const { data } = useQuery({
    queryKey: ['users', 'of-role', role.code],
    queryFn: () =>
      done(
        api.GET('/api/v1/users', {
          params: { query: { per_page: SHOWN, sort: 'full_name', filter: { role: role.code } } },
        }),
      ),
    enabled: allowed && role.users > 0,
  });
  return (
    <Card component="section" sx={{ p: { xs: 2, sm: 3 } }}>
      <Typography variant="h4" component="h2">
        {role.users === 0 ? t('roles.noPeople') : t('roles.people', { smart_count: role.users })}
      </Typography>
      {role.users === 0 && (
        <Typography variant="body2" color="text.secondary" sx={{ mt: 1 }}>
          {t('roles.nobody')}
        </Typography>
      )}
      {allowed && role.users > 0 && (
        <List dense disablePadding sx={{ mt: 1 }}>
          {data
            ? data.data.map((user) => (
                <ListItem key={user.id} disableGutters>
                  <Avatar
                    sx={{
                      width: 30,
                      height: 30,
                      mr: 1.5,
                      fontSize: '0.875rem',
                      bgcolor: 'primary.main',
                      color: 'primary.contrastText',
                    }}
                  >
                    {user.full_name.slice(0, 1)}
                  </Avatar>
                  <ListItemText
                    primary={
                      <Link component={RouterLink} to={`/users/${user.id}`} color="inherit">
                        {user.full_name}
                      </Link>
                    }
                  />
                </ListItem>
              ))
            : Array.from({ length: Math.min(SHOWN, role.users) }, (_, row) => (
                <Skeleton key={row} height={38} />
              ))}
        </List>
      )}
      {data && data.total > SHOWN && (
        <Link
          component={RouterLink}
          to={`/users?filter=${encodeURIComponent(JSON.stringify({ role: role.code }))}`}
          variant="body2"
        >
          {t('roles.everybody', { count: data.total })}
        </Link>
      )}
    </Card>
  );
}
