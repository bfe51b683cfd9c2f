import { Alert, Box, Card, Typography } from '@mui/material';
import type { Subscription } from '../../api/schema';
import { useFormats } from '../../format/react';
import { useT } from '../../i18n/react';
import { Tag, type Tone } from '../ui/Tag';
import { stateOf, type State } from './state';
import { usePlanName, usePrice } from './words';

const TONES: Record<State, Tone> = {
  trial: 'info',
  active: 'success',
  past_due: 'warning',
  suspended: 'danger',
  cancelled: 'danger',
};

/** The plan, its state and its dates, and what is coming. */
export function Current({ subscription }: { subscription: Subscription }) {
  const t = useT();
  const formats = useFormats();
  const name = usePlanName();
  const price = usePrice();
  const state = stateOf(subscription.state);
  const until = {
    trial: subscription.trial_ends_at,
    active: subscription.period_ends_at,
    past_due: subscription.grace_ends_at,
    suspended: subscription.cancels_at,
    cancelled: null,
  }[state];
  return (
    <Card component="section" sx={{ p: { xs: 2, sm: 3 } }}>
      <Box sx={{ display: 'flex', gap: 2, flexWrap: 'wrap', alignItems: 'center' }}>
        <Box sx={{ flex: '1 1 260px' }}>
          <Box sx={{ display: 'flex', alignItems: 'center', gap: 1.5, flexWrap: 'wrap' }}>
            <Typography variant="h2">{name(subscription.plan)}</Typography>
            <Tag tone={TONES[state]} label={t(`subscription.states.${state}`)} />
          </Box>
          <Typography color="text.secondary" sx={{ mt: 0.5 }}>
            {until
              ? t(`subscription.until.${state}`, {
                  date: formats.dayLong(until),
                  in: formats.relative(until),
                })
              : t('subscription.since', { date: formats.date(subscription.started_at) })}
          </Typography>
        </Box>
        <Box sx={{ textAlign: { sm: 'right' } }}>
          <Typography variant="h2" component="p">
            {price(subscription.price_usd_cents)}
          </Typography>
          <Typography variant="body2" color="text.secondary">
            {t(state === 'trial' ? 'subscription.perMonthAfterTrial' : 'subscription.perMonth')}
          </Typography>
        </Box>
      </Box>
      {(state === 'past_due' || state === 'suspended') && (
        <Alert severity={state === 'past_due' ? 'warning' : 'error'} sx={{ mt: 2 }}>
          {t(`subscription.explain.${state}`)}
        </Alert>
      )}
    </Card>
  );
}
