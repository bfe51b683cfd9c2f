import CheckRounded from '@mui/icons-material/CheckRounded';
import { Box, Button, Card, Skeleton, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Plan, Subscription } from '../../api/schema';
import { useT } from '../../i18n/react';
import { useEverywhere } from '../core/everywhere';
import { ErrorNotice } from '../ui/Notice';
import { Tag } from '../ui/Tag';
import { ChangePlan } from './ChangePlan';
import { exceeded, RESOURCES } from './limits';
import { plansQuery } from './queries';
import { useAmount, usePlanName, usePrice } from './words';

/** The plans to choose from, side by side. */
export function Plans({ subscription }: { subscription: Subscription }) {
  const t = useT();
  const everywhere = useEverywhere();
  const { data, error, refetch } = useQuery(plansQuery);
  const [chosen, setChosen] = useState<Plan | null>(null);
  const used = Object.fromEntries(subscription.limits.map((limit) => [limit.resource, limit.used]));
  return (
    <Box component="section" aria-labelledby="plans">
      <Typography id="plans" variant="h3" component="h2" sx={{ mt: 2, mb: 1.5 }}>
        {t('subscription.plans')}
      </Typography>
      {error && !data && <ErrorNotice error={error} retry={() => void refetch()} />}
      <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: '1fr', md: 'repeat(3, 1fr)' } }}>
        {data
          ? data.map((plan) => (
              <PlanCard
                key={plan.code}
                plan={plan}
                current={plan.code === subscription.plan.code}
                tooSmall={exceeded(plan, used)}
                onChoose={everywhere('subscription.change') ? () => setChosen(plan) : null}
              />
            ))
          : !error &&
            Array.from({ length: 3 }, (_, card) => <Skeleton key={card} variant="rounded" height={340} />)}
      </Box>
      {chosen && <ChangePlan plan={chosen} subscription={subscription} onClose={() => setChosen(null)} />}
    </Box>
  );
}

interface PlanCardProps {
  plan: Plan;
  current: boolean;
  /** What it has too little of for what is used. */
  tooSmall: ReturnType<typeof exceeded>;
  onChoose: (() => void) | null;
}

function PlanCard({ plan, current, tooSmall, onChoose }: PlanCardProps) {
  const t = useT();
  const name = usePlanName();
  const price = usePrice();
  const amount = useAmount();
  return (
    <Card
      component="article"
      sx={(theme) => ({
        p: 3,
        display: 'flex',
        flexDirection: 'column',
        ...(current
          ? { borderColor: theme.tokens.primary, boxShadow: `0 0 0 1px ${theme.tokens.primary}` }
          : {}),
      })}
    >
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1 }}>
        <Typography variant="h3">{name(plan)}</Typography>
        {current && <Tag tone="primary" label={t('subscription.yours')} />}
      </Box>
      <Typography variant="h1" component="p" sx={{ mt: 1 }}>
        {price(plan.price_usd_cents)}
        <Typography component="span" color="text.secondary" sx={{ ml: 0.75 }}>
          {t('subscription.perMonth')}
        </Typography>
      </Typography>
      <Box
        component="ul"
        sx={{ listStyle: 'none', p: 0, my: 2, display: 'grid', gap: 1, flex: 1, alignContent: 'start' }}
      >
        {RESOURCES.map((resource) => (
          <Box component="li" key={resource} sx={{ display: 'flex', gap: 1, alignItems: 'flex-start' }}>
            <CheckRounded fontSize="small" color={tooSmall.includes(resource) ? 'disabled' : 'primary'} />
            <span>
              <strong>{amount(resource, plan.limits[resource])}</strong>{' '}
              {t(`subscription.inPlan.${resource}`, { smart_count: plan.limits[resource] ?? 2 })}
            </span>
          </Box>
        ))}
      </Box>
      {!current && tooSmall.length > 0 && (
        <Typography variant="body2" color="text.secondary" sx={{ mb: 1 }}>
          {t('subscription.tooSmall', {
            what: tooSmall
              .map((resource) => t(`subscription.inPlan.${resource}`, { smart_count: 2 }))
              .join(', '),
          })}
        </Typography>
      )}
      {onChoose && !current && (
        <Button variant="outlined" disabled={tooSmall.length > 0} onClick={onChoose}>
          {t('subscription.choose', { plan: name(plan) })}
        </Button>
      )}
    </Card>
  );
}
