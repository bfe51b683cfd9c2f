import { Box, Card, LinearProgress, Typography } from '@mui/material';
import type { LimitUse } from '../../api/schema';
import { useT } from '../../i18n/react';
import { fillOf, RESOURCES, type Fill, type Resource } from './limits';
import { useAmount } from './words';

const COLORS = { fine: 'primary', nearly: 'warning', full: 'error' } as const satisfies Record<Fill, string>;

/** How much of each limit is used. */
export function Usage({ limits }: { limits: LimitUse[] }) {
  const t = useT();
  return (
    <Card component="section" sx={{ p: { xs: 2, sm: 3 } }}>
      <Typography variant="h3" component="h2" sx={{ mb: 2 }}>
        {t('subscription.usage')}
      </Typography>
      <Box
        sx={{
          display: 'grid',
          columnGap: 4,
          rowGap: 2.5,
          gridTemplateColumns: { xs: '1fr', sm: '1fr 1fr', lg: 'repeat(3, 1fr)' },
        }}
      >
        {RESOURCES.map((resource) => {
          const limit = limits.find((one) => one.resource === resource);
          return limit && <Bar key={resource} resource={resource} limit={limit} />;
        })}
      </Box>
    </Card>
  );
}

function Bar({ resource, limit }: { resource: Resource; limit: LimitUse }) {
  const t = useT();
  const amount = useAmount();
  const { used, maximum = null } = limit;
  const fill = fillOf(used, maximum);
  const name = t(`subscription.resources.${resource}`);
  const share = maximum === null ? 0 : maximum === 0 ? 100 : Math.min(100, (used / maximum) * 100);
  return (
    <Box>
      <Box sx={{ display: 'flex', justifyContent: 'space-between', gap: 2, mb: 0.75 }}>
        <Typography sx={{ fontWeight: 600 }}>{name}</Typography>
        <Typography color={fill === 'fine' ? 'text.secondary' : `${COLORS[fill]}.main`}>
          {t('subscription.of', { used: amount(resource, used), maximum: amount(resource, maximum) })}
        </Typography>
      </Box>
      <LinearProgress
        variant="determinate"
        value={share}
        color={COLORS[fill]}
        aria-label={name}
        sx={(theme) => ({ height: 8, borderRadius: 4, backgroundColor: theme.tokens.sunken })}
      />
      <Typography variant="body2" color="text.secondary" sx={{ mt: 0.5, minHeight: '1.4em' }}>
        {fill !== 'fine' && t(`subscription.fill.${fill}`)}
      </Typography>
    </Box>
  );
}
