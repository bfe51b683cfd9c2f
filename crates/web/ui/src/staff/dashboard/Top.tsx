import { Box, Card, LinearProgress, Link as MuiLink, Skeleton, Stack, Typography } from '@mui/material';
import { Link } from 'react-router-dom';
import type { ShareFigures } from '../../api/schema';
import { useFormats } from '../../format/react';
import { useT } from '../../i18n/react';

interface TopProps {
  title: string;
  rows: ShareFigures[] | undefined;
  /** Where the rows behind one lead. */
  to: (row: ShareFigures) => string;
}

/** Who or what earned most, as bars. */
export function Top({ title, rows, to }: TopProps) {
  const t = useT();
  const formats = useFormats();
  const most = Math.max(1, ...(rows ?? []).map(({ revenue }) => Number(revenue)));
  return (
    <Card sx={{ p: 2, height: '100%' }}>
      <Stack direction="row" sx={{ justifyContent: 'space-between', alignItems: 'baseline', mb: 1.5 }}>
        <Typography variant="h3" component="h2">
          {title}
        </Typography>
        <Typography variant="caption" color="text.secondary">
          {t('dashboard.top.period')}
        </Typography>
      </Stack>
      {rows === undefined && [0, 1, 2, 3, 4].map((row) => <Skeleton key={row} height={44} />)}
      {rows?.length === 0 && <Typography color="text.secondary">{t('dashboard.top.nothing')}</Typography>}
      <Stack component="ul" sx={{ listStyle: 'none', p: 0, m: 0, gap: 1.25 }}>
        {rows?.map((row) => (
          <Box component="li" key={row.id}>
            <Stack direction="row" sx={{ justifyContent: 'space-between', gap: 2 }}>
              <MuiLink component={Link} to={to(row)} color="text.primary" noWrap sx={{ fontWeight: 550 }}>
                {row.name}
              </MuiLink>
              <Typography component="span" sx={{ fontWeight: 600, whiteSpace: 'nowrap' }}>
                {formats.money(row.revenue)}
              </Typography>
            </Stack>
            <LinearProgress
              variant="determinate"
              aria-hidden
              value={(100 * Number(row.revenue)) / most}
              sx={{ height: 6, borderRadius: 3, my: 0.5, bgcolor: 'action.hover' }}
            />
            <Typography variant="caption" color="text.secondary">
              {t('dashboard.top.row', { smart_count: row.appointments })}
              {row.average_rating != null &&
                ` · ★ ${formats.number(row.average_rating, { maximumFractionDigits: 1 })}`}
            </Typography>
          </Box>
        ))}
      </Stack>
    </Card>
  );
}
