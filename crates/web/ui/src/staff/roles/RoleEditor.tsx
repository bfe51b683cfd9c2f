import { Skeleton, Stack } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router-dom';
import { ErrorNotice } from '../ui/Notice';
import { categoriesQuery, permissionsQuery, roleQuery, rolesQuery } from './queries';
import { RoleForm } from './RoleForm';
import { useMine } from './useMine';

/** A role: what it is called, what it inherits, what it gives, and who has it. */
export default function RoleEditor() {
  const { id = '' } = useParams();
  const role = useQuery(roleQuery(id));
  const roles = useQuery(rolesQuery);
  const permissions = useQuery(permissionsQuery);
  const categories = useQuery(categoriesQuery);
  const mine = useMine();
  const asked = [role, roles, permissions, categories];
  const failed = asked.find(({ error, data }) => error && !data);
  if (failed)
    return <ErrorNotice error={failed.error} retry={() => asked.forEach((one) => void one.refetch())} />;
  if (!role.data || !roles.data || !permissions.data || !categories.data || !mine) return <Waiting />;
  return (
    <RoleForm
      key={id}
      role={role.data}
      roles={roles.data}
      permissions={permissions.data}
      categories={categories.data}
      mine={mine}
    />
  );
}

function Waiting() {
  return (
    <Stack aria-hidden sx={{ gap: 2, py: 2.5 }}>
      <Skeleton variant="rounded" height={40} width="40%" />
      <Skeleton variant="rounded" height={180} />
      <Skeleton variant="rounded" height={420} />
    </Stack>
  );
}
