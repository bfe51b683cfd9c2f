import { Stack } from '@mui/material';
import type { UserRole } from '../../api/schema';
import { useT } from '../../i18n/react';
import { useBranches } from '../core/branch';
import { Tag } from '../ui/Tag';

/** The roles of somebody, each with the branches where it holds. */
export function RoleTags({ roles }: { roles: UserRole[] }) {
  const t = useT();
  const branches = useBranches();
  const where = (ids: string[]) =>
    ids.map((id) => branches.find((branch) => branch.id === id)?.name ?? t('users.otherBranch')).join(', ');
  return (
    <Stack direction="row" component="span" sx={{ gap: 0.75, flexWrap: 'wrap' }}>
      {roles.map((role) => (
        <Tag
          key={role.id}
          component="span"
          label={
            role.branches ? t('users.roleIn', { role: role.name, branches: where(role.branches) }) : role.name
          }
        />
      ))}
      {roles.length === 0 && <Tag component="span" tone="warning" label={t('users.noRoles')} />}
    </Stack>
  );
}
