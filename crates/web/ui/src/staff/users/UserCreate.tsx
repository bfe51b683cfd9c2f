import { FormHelperText } from '@mui/material';
import { email, maxLength, required, TextInput, useInput } from 'react-admin';
import type { RoleChoice } from '../../api/schema';
import { useT } from '../../i18n/react';
import { useCan } from '../core/me';
import { CreatePage } from '../ui/form/CreatePage';
import { FormCard } from '../ui/form/FormCard';
import { RolesPicker } from './RolesPicker';

/** Invites somebody: a letter brings them a link with which to choose a password. */
export default function UserCreate() {
  const t = useT();
  const can = useCan();
  return (
    <CreatePage
      title={t('users.invite')}
      subtitle={t('users.inviteHint')}
      saveLabel={t('users.sendInvitation')}
      next={({ id }) => `/users/${id}`}
    >
      <FormCard>
        <TextInput
          source="full_name"
          label={t('users.name')}
          autoFocus
          helperText={false}
          validate={[required(), maxLength(120)]}
        />
        <TextInput
          source="email"
          type="email"
          label={t('users.email')}
          helperText={false}
          validate={[required(), email(), maxLength(254)]}
        />
      </FormCard>
      {can('roles.assign') && can('roles.view') && (
        <FormCard title={t('users.roles')} text={t('users.rolesHint')} columns={1}>
          <RolesInput />
        </FormCard>
      )}
    </CreatePage>
  );
}

function RolesInput() {
  const { field, fieldState } = useInput<RoleChoice[]>({ source: 'roles', defaultValue: [] });
  return (
    <>
      <RolesPicker value={field.value as RoleChoice[]} onChange={(roles) => field.onChange(roles)} />
      {fieldState.error && <FormHelperText error>{fieldState.error.message}</FormHelperText>}
    </>
  );
}
