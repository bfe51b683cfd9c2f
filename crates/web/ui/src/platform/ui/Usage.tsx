import { Box, LinearProgress, Stack, Typography } from '@mui/material';
import type { TenantUsage } from '../../api/schema';
import { useFormats } from '../../format/react';
import { useT } from '../../i18n/react';
import { useNames } from '../core/names';

/** From which share on a limit is near, and reached. */
const NEAR = 0.8;

/** How full a limit is, for the colour of its bar. */
export function fullness({
  used,
  limit,
}: Pick<TenantUsage, 'used' | 'limit'>): 'primary' | 'warning' | 'error' {
  if (used == null || limit == null) return 'primary';
  if (used >= limit) return 'error';
  return used >= limit * NEAR ? 'warning' : 'primary';
}

/** What a tenant uses of one limit. */
export function UsageBar({ usage }: { usage: TenantUsage }) {
  const t = useT();
  const formats = useFormats();
  const { name } = useNames();
  const label = name('limits', usage.resource);
  const { used, limit } = usage;
  const share = used == null || !limit ? 0 : Math.min(100, (used / limit) * 100);
  const text = t('platform.usage.of', {
    used: used == null ? '–' : formats.number(used),
    limit: limit == null ? '∞' : formats.number(limit),
  });
  return (
    <Box>
      <Stack direction="row" sx={{ justifyContent: 'space-between', gap: 1 }}>
        <Typography variant="body2">{label}</Typography>
        <Typography
          variant="body2"
          color="text.secondary"
          sx={{ fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' }}
        >
          {text}
        </Typography>
      </Stack>
      <LinearProgress
        variant="determinate"
        value={share}
        color={fullness(usage)}
        aria-label={`${label}: ${text}`}
        sx={(theme) => ({ height: 8, borderRadius: 4, mt: 0.5, bgcolor: theme.tokens.sunken })}
      />
    </Box>
  );
}

/** The limits that are fullest, as small bars: for lists. */
export function UsageGlance({ usage }: { usage: TenantUsage[] }) {
  const t = useT();
  const formats = useFormats();
  const { name } = useNames();
  const fullest = usage
    .filter(({ used, limit }) => used != null && limit)
    .sort((a, b) => (b.used ?? 0) / (b.limit ?? 1) - (a.used ?? 0) / (a.limit ?? 1))
    .slice(0, 2);
  if (fullest.length === 0) return <>–</>;
  return (
    <Stack sx={{ gap: 0.75, width: 160 }}>
      {fullest.map((row) => {
        const text = t('platform.usage.of', {
          used: formats.number(row.used ?? 0),
          limit: formats.number(row.limit ?? 0),
        });
        return (
          <Box key={row.resource}>
            <Stack
              direction="row"
              sx={{
                justifyContent: 'space-between',
                gap: 1,
                fontSize: '0.75rem',
                color: 'text.secondary',
                lineHeight: 1.3,
              }}
            >
              <Box
                component="span"
                sx={{ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}
              >
                {name('limits', row.resource)}
              </Box>
              <span>{text}</span>
            </Stack>
            <LinearProgress
              variant="determinate"
              value={Math.min(100, ((row.used ?? 0) / (row.limit ?? 1)) * 100)}
              color={fullness(row)}
              aria-label={`${name('limits', row.resource)}: ${text}`}
              sx={(theme) => ({ height: 5, borderRadius: 3, bgcolor: theme.tokens.sunken })}
            />
          </Box>
        );
      })}
    </Stack>
  );
}
