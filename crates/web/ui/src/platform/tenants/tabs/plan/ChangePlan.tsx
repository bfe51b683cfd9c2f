import { MenuItem, TextField } from '@mui/material';
import { useState } from 'react';
import { done } from '../../../../api/client';
import { useT } from '../../../../i18n/react';
import { useNames } from '../../../core/names';
import { api } from '../../../core/session';
import { useAct } from '../../../core/useAct';
import { ReasonDialog } from '../../../ui/ReasonDialog';
import type { TabProps } from '../../TenantPage';

/** Gives a business another plan. A smaller one than it uses is refused, in words. */
export function ChangePlan({ tenant, open, onClose }: TabProps & { open: boolean; onClose: () => void }) {
  const t = useT();
  const { choices } = useNames();
  const [plan, setPlan] = useState('');
  const change = useAct({
    run: (reason: string) =>
      done(
        api.PUT('/api/v1/platform/tenants/{id}/plan', {
          params: { path: { id: tenant.id } },
          body: { plan, reason },
        }),
      ),
    said: t('platform.plan.changed'),
    after: onClose,
  });
  return (
    <ReasonDialog
      open={open}
      title={t('platform.plan.change')}
      text={t('platform.plan.changeText', { name: tenant.name })}
      action={t('platform.plan.change')}
      ready={plan !== ''}
      pending={change.isPending}
      error={change.error}
      onConfirm={change.mutate}
      onClose={onClose}
      fields={
        <TextField
          select
          label={t('platform.plan.new')}
          value={plan}
          onChange={({ target }) => setPlan(target.value)}
        >
          {choices('plans')
            .filter(({ id }) => id !== 'trial' && id !== tenant.plan)
            .map(({ id, name }) => (
              <MenuItem key={id} value={id}>
                {name}
              </MenuItem>
            ))}
        </TextField>
      }
    />
  );
}
