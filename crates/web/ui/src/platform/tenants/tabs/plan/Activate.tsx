import { TextField } from '@mui/material';
import { useState } from 'react';
import { done } from '../../../../api/client';
import { useFormats } from '../../../../format/react';
import { useT } from '../../../../i18n/react';
import { api } from '../../../core/session';
import { useAct } from '../../../core/useAct';
import { FormDialog } from '../../../ui/FormDialog';
import type { TabProps } from '../../TenantPage';

const MONTH_DAYS = 30;

/** Notes that a business has paid, and until when. */
export function Activate({ tenant, open, onClose }: TabProps & { open: boolean; onClose: () => void }) {
  const t = useT();
  const formats = useFormats();
  const [until, setUntil] = useState(() => formats.addDays(formats.today(), MONTH_DAYS));
  const [price, setPrice] = useState('');
  const cents = price.trim() === '' ? null : Math.round(Number(price.replace(',', '.')) * 100);
  const activate = useAct({
    run: () =>
      done(
        api.POST('/api/v1/platform/tenants/{id}/subscription/activate', {
          params: { path: { id: tenant.id } },
          body: {
            // The whole of the last day is paid.
            period_ends_at: until === '' ? null : formats.instant(`${formats.addDays(until, 1)}T00:00`),
            ...(cents === null ? {} : { price_usd_cents: cents }),
          },
        }),
      ),
    said: t('platform.plan.activated'),
    after: onClose,
  });
  return (
    <FormDialog
      open={open}
      title={t('platform.plan.activate')}
      text={t('platform.plan.activateText', { name: tenant.name })}
      action={t('platform.plan.activate')}
      ready={cents === null || (Number.isFinite(cents) && cents >= 0)}
      pending={activate.isPending}
      error={activate.error}
      onSubmit={() => activate.mutate()}
      onClose={onClose}
    >
      <TextField
        type="date"
        label={t('platform.plan.until')}
        helperText={t('platform.plan.untilHint')}
        value={until}
        onChange={({ target }) => setUntil(target.value)}
        slotProps={{ inputLabel: { shrink: true }, htmlInput: { min: formats.today() } }}
      />
      <TextField
        label={t('platform.plan.priceUsd')}
        helperText={t('platform.plan.priceHint')}
        value={price}
        onChange={({ target }) => setPrice(target.value)}
        slotProps={{ htmlInput: { inputMode: 'decimal' } }}
      />
    </FormDialog>
  );
}
