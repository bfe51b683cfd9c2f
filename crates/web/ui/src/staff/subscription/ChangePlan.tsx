import { Box } from '@mui/material';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNotify } from 'react-admin';
import { done } from '../../api/client';
import type { Plan, Subscription } from '../../api/schema';
import { useFormats } from '../../format/react';
import { useT } from '../../i18n/react';
import { api } from '../core/session';
import { ConfirmDialog } from '../ui/ConfirmDialog';
import { RESOURCES } from './limits';
import { subscriptionQuery } from './queries';
import { stateOf } from './state';
import { useAmount, usePlanName, usePrice } from './words';

interface ChangePlanProps {
  plan: Plan;
  subscription: Subscription;
  onClose: () => void;
}

/** What another plan changes, and the button that chooses it. */
export function ChangePlan({ plan, subscription, onClose }: ChangePlanProps) {
  const t = useT();
  const formats = useFormats();
  const name = usePlanName();
  const price = usePrice();
  const amount = useAmount();
  const notify = useNotify();
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: () => done(api.POST('/api/v1/subscription/plan', { body: { plan: plan.code } })),
    onSuccess: async (row) => {
      client.setQueryData(subscriptionQuery.queryKey, row);
      notify(t('subscription.changed', { plan: name(plan) }), { type: 'success' });
      onClose();
      await client.invalidateQueries({ queryKey: ['me'] });
    },
  });
  const state = stateOf(subscription.state);
  const before = Object.fromEntries(subscription.limits.map((limit) => [limit.resource, limit.maximum]));
  const different = RESOURCES.filter(
    (resource) => (before[resource] ?? null) !== (plan.limits[resource] ?? null),
  );
  return (
    <ConfirmDialog
      open
      title={t('subscription.changeTitle', { plan: name(plan) })}
      action={t('subscription.change')}
      pending={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate()}
      onClose={onClose}
    >
      <Box component="ul" sx={{ m: 0, pl: 2.5, display: 'grid', gap: 0.75 }}>
        <li>{t('subscription.atOnce')}</li>
        <li>
          {state === 'trial' && subscription.trial_ends_at
            ? t('subscription.paysAfterTrial', {
                price: price(plan.price_usd_cents),
                date: formats.date(subscription.trial_ends_at),
              })
            : t('subscription.pays', {
                price: price(plan.price_usd_cents),
                before: price(subscription.price_usd_cents),
              })}
        </li>
        {(state === 'past_due' || state === 'suspended') && <li>{t('subscription.stillDue')}</li>}
        {different.map((resource) => (
          <li key={resource}>
            {t(`subscription.resources.${resource}`)}: {amount(resource, before[resource])} →{' '}
            <strong>{amount(resource, plan.limits[resource])}</strong>
          </li>
        ))}
      </Box>
    </ConfirmDialog>
  );
}
