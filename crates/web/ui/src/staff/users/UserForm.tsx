import { Alert, Box, MenuItem, Stack, TextField } from '@mui/material';
import { useState } from 'react';
import { useNotify } from 'react-admin';
import { ApiError } from '../../api/problem';
import type { RoleChoice, User, UserPatch } from '../../api/schema';
import { useT } from '../../i18n/react';
import { useBranches } from '../core/branch';
import { useCan, useMe } from '../core/me';
import { FormCard } from '../ui/form/FormCard';
import { Page } from '../ui/Page';
import { SaveDock } from '../ui/SaveDock';
import { useDraft } from '../ui/useDraft';
import { useProblem } from '../ui/useProblem';
import { Access } from './Access';
import { choicesOf, sameChoices } from './choices';
import { RolesPicker } from './RolesPicker';
import { RoleTags } from './RoleTags';
import { UserState } from './UserState';
import { useSaveUser } from './useSaveUser';

export function UserForm({ user }: { user: User }) {
  const t = useT();
  const can = useCan();
  const me = useMe();
  const notify = useNotify();
  const problem = useProblem();
  const branches = useBranches();
  const draft = useDraft({ full_name: user.full_name, email: user.email, branch_id: user.branch_id ?? null });
  const [edited, setEdited] = useState<RoleChoice[] | null>(null);
  const save = useSaveUser(user);
  const saved = choicesOf(user.roles);
  const roles = edited ?? saved;
  const newRoles = !sameChoices(roles, saved);
  const mayChange = can('users.change');
  const mayAssign = can('roles.assign') && can('roles.view');
  const faults = save.error instanceof ApiError ? save.error.fields : {};

  const discard = () => {
    draft.reset();
    setEdited(null);
    save.reset();
  };
  const submit = () => {
    const { full_name, email, branch_id } = draft.value;
    const patch: UserPatch = {
      ...(full_name.trim() !== user.full_name ? { full_name: full_name.trim() } : {}),
      ...(email.trim() !== user.email ? { email: email.trim() } : {}),
      ...(branch_id !== (user.branch_id ?? null) ? { branch_id } : {}),
    };
    save.mutate(
      { patch, roles: newRoles ? roles : null },
      {
        onSuccess: () => {
          discard();
          notify(t('common.saved'), { type: 'success' });
        },
        onError: (error) => {
          if (!(error instanceof ApiError) || Object.keys(error.fields).length === 0) problem(error);
        },
      },
    );
  };
  const roleFault = Object.entries(faults).find(([field]) => field.startsWith('roles'))?.[1];

  return (
    <Page
      title={user.full_name}
      subtitle={
        <Stack component="span" direction="row" sx={{ gap: 1, alignItems: 'center', flexWrap: 'wrap' }}>
          <span>{user.email}</span>
          <UserState user={user} />
        </Stack>
      }
    >
      <Box
        sx={{
          display: 'grid',
          columnGap: 2,
          alignItems: 'start',
          gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: 'minmax(0, 2fr) minmax(280px, 1fr)' },
        }}
      >
        <Box>
          <FormCard title={t('users.data')}>
            <TextField
              label={t('users.name')}
              value={draft.value.full_name}
              onChange={({ target }) => draft.set({ full_name: target.value })}
              disabled={!mayChange}
              required
              error={faults.full_name !== undefined}
              helperText={faults.full_name}
              slotProps={{ htmlInput: { maxLength: 120 } }}
            />
            <TextField
              label={t('users.email')}
              type="email"
              value={draft.value.email}
              onChange={({ target }) => draft.set({ email: target.value })}
              disabled={!mayChange || !user.invited}
              error={faults.email !== undefined}
              helperText={faults.email ?? (user.invited ? t('users.emailInvited') : t('users.emailFixed'))}
              slotProps={{ htmlInput: { maxLength: 254 } }}
            />
            {(branches.length > 1 || draft.value.branch_id !== null) && (
              <TextField
                select
                label={t('users.branch')}
                value={draft.value.branch_id ?? ''}
                onChange={({ target }) => draft.set({ branch_id: target.value || null })}
                disabled={!mayChange}
                helperText={faults.branch_id ?? t('users.branchHint')}
                error={faults.branch_id !== undefined}
                slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}
              >
                <MenuItem value="">{t('users.everywhere')}</MenuItem>
                {branches.map(({ id, name }) => (
                  <MenuItem key={id} value={id}>
                    {name}
                  </MenuItem>
                ))}
              </TextField>
            )}
          </FormCard>
          <FormCard title={t('users.roles')} text={t('users.rolesHint')} columns={1}>
            {mayAssign ? <RolesPicker value={roles} onChange={setEdited} /> : <RoleTags roles={user.roles} />}
            {roleFault && <Alert severity="error">{roleFault}</Alert>}
          </FormCard>
        </Box>
        <Access user={user} self={me.user.id === user.id} />
      </Box>
      {(mayChange || mayAssign) && (
        <SaveDock
          dirty={draft.dirty || newRoles}
          saving={save.isPending}
          disabled={draft.value.full_name.trim() === ''}
          save={submit}
          discard={discard}
        />
      )}
    </Page>
  );
}
