import { Box, Button, Card, Skeleton, Stack, Typography } from '@mui/material';
import { Link } from 'react-router-dom';
import type { Figures } from '../../api/schema';
import type { Key } from '../../i18n';
import { useFormats } from '../../format/react';
import { useT } from '../../i18n/react';

/** Today in four numbers. */
export function Now({ figures }: { figures: Figures | undefined }) {
  const t = useT();
  const formats = useFormats();
  const numbers: [Key, number | undefined][] = [
    ['dashboard.now.left', figures && figures.pending + figures.confirmed],
    ['dashboard.now.progress', figures?.in_progress],
    ['dashboard.now.done', figures?.completed],
    ['dashboard.now.lost', figures && figures.no_shows + figures.cancelled],
  ];
  return (
    <Card sx={(theme) => ({ p: 2, background: theme.tokens.primarySoft, borderColor: 'transparent' })}>
      <Stack
        direction="row"
        sx={{ alignItems: 'center', justifyContent: 'space-between', gap: 2, flexWrap: 'wrap' }}
      >
        <Box>
          <Typography variant="h3" component="h2">
            {t('dashboard.now.title')}
          </Typography>
          <Typography color="text.secondary">{formats.dayLong(formats.today())}</Typography>
        </Box>
        <Stack direction="row" sx={{ gap: { xs: 2.5, md: 5 }, flexWrap: 'wrap' }}>
          {numbers.map(([label, value]) => (
            <Box key={label}>
              <Typography sx={{ fontSize: '1.75rem', fontWeight: 700, lineHeight: 1.1 }}>
                {value === undefined ? <Skeleton width={40} /> : formats.number(value)}
              </Typography>
              <Typography variant="body2" color="text.secondary">
                {t(label)}
              </Typography>
            </Box>
          ))}
        </Stack>
        <Button component={Link} to="/hoy" variant="contained">
          {t('dashboard.now.open')}
        </Button>
      </Stack>
    </Card>
  );
}
