import { Button, Stack, Typography } from '@mui/material';
import { useState } from 'react';
import { useFormats } from '../../../format/react';
import { useT } from '../../../i18n/react';
import { useNames } from '../../core/names';
import { Columns, Facts, Section } from '../../ui/Section';
import { SubscriptionTag } from '../../ui/tags';
import type { TabProps } from '../TenantPage';
import { Activate } from './plan/Activate';
import { CancelSubscription } from './plan/CancelSubscription';
import { ChangePlan } from './plan/ChangePlan';
import { History } from './plan/History';
import { Limits } from './plan/Limits';

type Dialog = 'plan' | 'activate' | 'cancel' | null;

/** What a business has and pays, what else was agreed, and how that came about. */
export default function Plan({ tenant }: TabProps) {
  const t = useT();
  const formats = useFormats();
  const { name } = useNames();
  const [dialog, setDialog] = useState<Dialog>(null);
  const { subscription } = tenant;
  const close = () => setDialog(null);
  const ends = subscription?.state === 'trial' ? subscription.trial_ends_at : subscription?.period_ends_at;
  return (
    <Stack sx={{ gap: 2 }}>
      <Columns>
        <Section title={t('platform.plan.subscription')}>
          <Facts
            facts={[
              [t('platform.tenants.plan'), name('plans', tenant.plan)],
              [
                t('platform.tenants.state'),
                subscription ? <SubscriptionTag key="state" state={subscription.state} /> : '–',
              ],
              [
                t('platform.plan.price'),
                subscription?.price_usd_cents == null
                  ? '–'
                  : t('platform.plan.monthly', { price: formats.money(subscription.price_usd_cents / 100) }),
              ],
              [
                t(subscription?.state === 'trial' ? 'platform.plan.trialEnds' : 'platform.plan.periodEnds'),
                ends ? `${formats.date(ends)} (${formats.relative(ends)})` : t('platform.plan.noEnd'),
              ],
            ]}
          />
          <Stack direction="row" sx={{ gap: 1, mt: 2.5, flexWrap: 'wrap' }}>
            <Button variant="contained" onClick={() => setDialog('activate')}>
              {t('platform.plan.activate')}
            </Button>
            <Button variant="outlined" onClick={() => setDialog('plan')}>
              {t('platform.plan.change')}
            </Button>
            {subscription && subscription.state !== 'cancelled' && (
              <Button color="error" onClick={() => setDialog('cancel')}>
                {t('platform.plan.cancel')}
              </Button>
            )}
          </Stack>
          <Typography variant="body2" color="text.secondary" sx={{ mt: 2 }}>
            {t('platform.plan.hint')}
          </Typography>
        </Section>
        <Limits tenant={tenant} />
      </Columns>
      <History changes={tenant.history} />
      <ChangePlan tenant={tenant} open={dialog === 'plan'} onClose={close} />
      <Activate tenant={tenant} open={dialog === 'activate'} onClose={close} />
      <CancelSubscription tenant={tenant} open={dialog === 'cancel'} onClose={close} />
    </Stack>
  );
}
