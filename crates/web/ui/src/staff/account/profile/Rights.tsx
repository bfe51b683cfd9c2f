import { Box, Skeleton, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import type { MyPermission } from '../../../api/schema';
import type { Key } from '../../../i18n';
import { useT } from '../../../i18n/react';
import { myPermissionsQuery } from '../../core/me';
import { permissionParts } from '../../core/permissions';
import { ErrorNotice } from '../../ui/Notice';
import { Section } from './Section';

/** What the user may do, by what it is about. */
export function Rights() {
  const t = useT();
  const { data, error, refetch } = useQuery(myPermissionsQuery);
  const byResource = new Map<string, MyPermission[]>();
  for (const permission of data?.permissions ?? []) {
    const [resource] = permissionParts(permission.code);
    byResource.set(resource, [...(byResource.get(resource) ?? []), permission]);
  }
  return (
    <Section title={t('account.rights.title')} text={t('account.rights.text')}>
      {error && !data ? (
        <ErrorNotice error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Skeleton variant="rounded" height={120} />
      ) : data.permissions.length === 0 ? (
        <Typography>{t('account.rights.none')}</Typography>
      ) : (
        <Box
          component="dl"
          sx={{
            m: 0,
            display: 'grid',
            gridTemplateColumns: { xs: '1fr', sm: '220px 1fr' },
            columnGap: 2,
            rowGap: { xs: 0, sm: 1 },
          }}
        >
          {[...byResource].map(([resource, permissions]) => (
            <Line key={resource} resource={resource} permissions={permissions} />
          ))}
        </Box>
      )}
    </Section>
  );
}

function Line({ resource, permissions }: { resource: string; permissions: MyPermission[] }) {
  const t = useT();
  const words = permissions.map(({ code, branches }) => {
    const [, action] = permissionParts(code);
    const word = t(`frame.actions.${action}` as Key);
    return branches ? `${word} (${t('account.rights.limited')})` : word;
  });
  return (
    <>
      <Typography component="dt" sx={{ fontWeight: 600, '&::first-letter': { textTransform: 'uppercase' } }}>
        {t(`frame.resources.${resource}` as Key)}
      </Typography>
      <Typography component="dd" color="text.secondary" sx={{ m: 0, mb: { xs: 1, sm: 0 } }}>
        {words.join(', ')}
      </Typography>
    </>
  );
}
