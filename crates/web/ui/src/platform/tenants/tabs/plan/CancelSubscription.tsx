import { done } from '../../../../api/client';
import { useT } from '../../../../i18n/react';
import { api } from '../../../core/session';
import { useAct } from '../../../core/useAct';
import { ReasonDialog } from '../../../ui/ReasonDialog';
import type { TabProps } from '../../TenantPage';

/** Ends what a business has with the platform. */
export function CancelSubscription({
  tenant,
  open,
  onClose,
}: TabProps & { open: boolean; onClose: () => void }) {
  const t = useT();
  const cancel = useAct({
    run: (reason: string) =>
      done(
        api.POST('/api/v1/platform/tenants/{id}/subscription/cancel', {
          params: { path: { id: tenant.id } },
          body: { reason },
        }),
      ),
    said: t('platform.plan.cancelled'),
    after: onClose,
  });
  return (
    <ReasonDialog
      open={open}
      danger
      title={t('platform.plan.cancel')}
      text={t('platform.plan.cancelText', { name: tenant.name })}
      action={t('platform.plan.cancel')}
      pending={cancel.isPending}
      error={cancel.error}
      onConfirm={cancel.mutate}
      onClose={onClose}
    />
  );
}
