import { Accordion, AccordionDetails, AccordionSummary, Box, Typography } from '@mui/material';
import ExpandMore from '@mui/icons-material/ExpandMore';
import { useQuery } from '@tanstack/react-query';
import type { PlanHistory, Subscription } from '../../api/schema';
import { useFormats } from '../../format/react';
import { useT } from '../../i18n/react';
import { plansQuery } from './queries';
import { stateOf } from './state';
import { usePlanName, usePrice } from './words';

/** What changed of the plan and the subscription, the newest first. */
export function History({ subscription }: { subscription: Subscription }) {
  const t = useT();
  return (
    <Accordion
      disableGutters
      elevation={0}
      variant="outlined"
      sx={{ borderRadius: '14px', '&::before': { display: 'none' } }}
    >
      <AccordionSummary expandIcon={<ExpandMore />}>
        <Typography variant="h4" component="h2">
          {t('subscription.history')}
        </Typography>
      </AccordionSummary>
      <AccordionDetails>
        <Box component="ol" sx={{ listStyle: 'none', m: 0, p: 0, display: 'grid', gap: 1.5 }}>
          {subscription.history.map((change) => (
            <Change key={change.at} change={change} />
          ))}
        </Box>
      </AccordionDetails>
    </Accordion>
  );
}

function Change({ change }: { change: PlanHistory }) {
  const t = useT();
  const formats = useFormats();
  const name = usePlanName();
  const price = usePrice();
  const { data: plans = [] } = useQuery(plansQuery);
  const plan = plans.find(({ code }) => code === change.to_plan);
  const to = plan ? name(plan) : change.to_plan;
  const words = [
    change.from_plan !== change.to_plan && t('subscription.changes.plan', { plan: to }),
    change.from_state !== change.to_state &&
      t('subscription.changes.state', { state: t(`subscription.states.${stateOf(change.to_state)}`) }),
    change.period_ends_at && t('subscription.changes.paid', { date: formats.date(change.period_ends_at) }),
    t('subscription.changes.price', { price: price(change.price_usd_cents) }),
  ].filter(Boolean);
  return (
    <Box component="li" sx={{ display: 'flex', gap: 2, flexWrap: 'wrap' }}>
      <Typography variant="body2" color="text.secondary" sx={{ minWidth: 150 }}>
        {formats.dateTime(change.at)}
      </Typography>
      <Typography variant="body2">{words.join(' · ')}</Typography>
    </Box>
  );
}
