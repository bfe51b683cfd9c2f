import { Box, Checkbox, FormControlLabel, MenuItem, Skeleton, TextField, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import type { Role, RoleChoice } from '../../api/schema';
import { useT } from '../../i18n/react';
import { useBranches } from '../core/branch';
import { rolesQuery } from '../roles/queries';
import { withBranches, withRole } from './choices';

interface RolesPickerProps {
  value: RoleChoice[];
  onChange: (roles: RoleChoice[]) => void;
  disabled?: boolean;
}

/** Chooses roles, each everywhere or in some branches. */
export function RolesPicker({ value, onChange, disabled = false }: RolesPickerProps) {
  const { data: roles } = useQuery(rolesQuery);
  if (!roles) return <Skeleton variant="rounded" height={180} />;
  return (
    <Box>
      {roles.map((role) => (
        <Line key={role.id} role={role} value={value} onChange={onChange} disabled={disabled} />
      ))}
    </Box>
  );
}

function Line({ role, value, onChange, disabled }: Required<RolesPickerProps> & { role: Role }) {
  const t = useT();
  const branches = useBranches();
  const choice = value.find((one) => one.role === role.code);
  const chosen = choice?.branches ?? null;
  return (
    <Box
      sx={(theme) => ({
        display: 'flex',
        flexWrap: 'wrap',
        alignItems: 'center',
        gap: 1,
        py: 0.75,
        '& + &': { borderTop: `1px solid ${theme.tokens.line}` },
      })}
    >
      <FormControlLabel
        sx={{ flex: '1 1 240px', mr: 0 }}
        control={
          <Checkbox
            checked={choice !== undefined}
            disabled={disabled}
            onChange={({ target }) => onChange(withRole(value, role.code, target.checked))}
          />
        }
        label={
          <Box>
            <Typography sx={{ fontWeight: 600 }}>{role.name}</Typography>
            {(role.description ?? role.grants_all) && (
              <Typography variant="body2" color="text.secondary">
                {role.description ?? t('roles.all')}
              </Typography>
            )}
          </Box>
        }
      />
      {choice && (branches.length > 1 || chosen !== null) && (
        <TextField
          select
          label={t('users.where')}
          value={chosen ?? []}
          disabled={disabled}
          onChange={({ target }) => {
            const picked = target.value as unknown as string[];
            onChange(withBranches(value, role.code, picked));
          }}
          sx={{ width: { xs: '100%', sm: 260 } }}
          slotProps={{
            inputLabel: { shrink: true },
            select: {
              multiple: true,
              displayEmpty: true,
              renderValue: (ids) =>
                (ids as string[]).length === 0
                  ? t('users.everywhere')
                  : (ids as string[])
                      .map(
                        (id) => branches.find((branch) => branch.id === id)?.name ?? t('users.otherBranch'),
                      )
                      .join(', '),
            },
          }}
        >
          {branches.map(({ id, name }) => (
            <MenuItem key={id} value={id}>
              <Checkbox checked={chosen?.includes(id) ?? false} sx={{ p: 0.5, mr: 1 }} tabIndex={-1} />
              {name}
            </MenuItem>
          ))}
        </TextField>
      )}
    </Box>
  );
}
