import { TextField } from '@mui/material';
import { done, ifMatch } from '../../../api/client';
import { useT } from '../../../i18n/react';
import { useDraft } from '../../../staff/ui/useDraft';
import { api } from '../../core/session';
import { useAct } from '../../core/useAct';
import { FormDialog } from '../../ui/FormDialog';
import type { TabProps } from '../TenantPage';

/** Changes what a business is called and how it is reached. */
export function EditTenant({ tenant, open, onClose }: TabProps & { open: boolean; onClose: () => void }) {
  const t = useT();
  const draft = useDraft({ name: tenant.name, email: tenant.email ?? '', tax_id: tenant.tax_id ?? '' });
  const save = useAct({
    run: () => {
      const { name, email, tax_id } = draft.value;
      const body = { name: name.trim(), email: email.trim() || null, tax_id: tax_id.trim() || null };
      return done(
        api.PATCH('/api/v1/platform/tenants/{id}', {
          params: { path: { id: tenant.id }, header: ifMatch(tenant.version) },
          body,
        }),
      );
    },
    said: t('common.saved'),
    after: () => {
      draft.reset();
      onClose();
    },
  });
  const fields = [
    ['name', t('platform.tenants.name')],
    ['email', t('platform.tenant.email')],
    ['tax_id', t('platform.create.taxId')],
  ] as const;
  return (
    <FormDialog
      open={open}
      title={t('platform.tenant.business')}
      ready={draft.dirty && draft.value.name.trim() !== ''}
      pending={save.isPending}
      error={save.error}
      onSubmit={() => save.mutate()}
      onClose={onClose}
    >
      {fields.map(([name, label], at) => (
        <TextField
          key={name}
          label={label}
          value={draft.value[name]}
          onChange={({ target }) => draft.set({ [name]: target.value })}
          sx={{ mt: at === 0 ? 1 : 0 }}
        />
      ))}
    </FormDialog>
  );
}
