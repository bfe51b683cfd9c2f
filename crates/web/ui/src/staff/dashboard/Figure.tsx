import ArrowDownward from '@mui/icons-material/ArrowDownward';
import ArrowUpward from '@mui/icons-material/ArrowUpward';
import { Box, Card, CardActionArea, Skeleton, Stack, Typography } from '@mui/material';
import { Link } from 'react-router-dom';
import { useFormats } from '../../format/react';
import { useT } from '../../i18n/react';

/** How a number stands to another time: `share` more, of what is called `than`. */
export interface Comparison {
  than: string;
  share: number | null;
}

interface FigureProps {
  label: string;
  /** Written out; null while it is unknown. */
  value: string | null;
  /** Small, below it. */
  detail?: string | null;
  comparisons: Comparison[];
  /** Whether more is better, worse, or neither. */
  better: 'more' | 'less' | 'neither';
  /** The rows behind it. */
  to?: string;
}

/** A number, how it compares, and the way to the rows behind it. */
export function Figure({ label, value, detail, comparisons, better, to }: FigureProps) {
  const t = useT();
  const content = (
    <Box sx={{ p: 2, height: '100%' }}>
      <Typography variant="body2" color="text.secondary" sx={{ fontWeight: 550 }}>
        {label}
      </Typography>
      <Typography
        sx={{
          fontSize: { xs: '1.5rem', md: '1.75rem' },
          fontWeight: 700,
          letterSpacing: '-0.02em',
          my: 0.25,
        }}
      >
        {value ?? <Skeleton width="60%" />}
      </Typography>
      <Typography variant="body2" color="text.secondary" sx={{ minHeight: '1.5em' }}>
        {value === null ? <Skeleton width="80%" /> : detail}
      </Typography>
      <Stack sx={{ mt: 1, gap: 0.25 }}>
        {comparisons.map((comparison) =>
          value === null ? (
            <Skeleton key={comparison.than} width="70%" />
          ) : (
            comparison.share !== null && (
              <Change key={comparison.than} {...comparison} share={comparison.share} better={better} />
            )
          ),
        )}
        {value !== null && comparisons.every(({ share }) => share === null) && (
          <Typography variant="caption" color="text.secondary">
            {t('dashboard.before.none')}
          </Typography>
        )}
      </Stack>
    </Box>
  );
  return (
    <Card sx={{ height: '100%' }}>
      {to && value !== null ? (
        <CardActionArea
          component={Link}
          to={to}
          sx={{ height: '100%' }}
          aria-label={t('dashboard.figures.see', { what: label, value })}
        >
          {content}
        </CardActionArea>
      ) : (
        content
      )}
    </Card>
  );
}

function Change({ than, share, better }: { than: string; share: number } & Pick<FigureProps, 'better'>) {
  const formats = useFormats();
  const good = share === 0 || better === 'neither' ? null : share > 0 === (better === 'more');
  const Arrow = share < 0 ? ArrowDownward : ArrowUpward;
  return (
    <Stack direction="row" sx={{ alignItems: 'center', gap: 0.5 }}>
      <Stack
        direction="row"
        component="span"
        sx={{
          alignItems: 'center',
          fontSize: '0.8125rem',
          fontWeight: 650,
          color: good === null ? 'text.secondary' : good ? 'success.main' : 'error.main',
        }}
      >
        {share !== 0 && <Arrow sx={{ fontSize: '0.95rem' }} />}
        {formats.percent(Math.abs(share))}
      </Stack>
      <Typography variant="caption" color="text.secondary">
        {than}
      </Typography>
    </Stack>
  );
}
