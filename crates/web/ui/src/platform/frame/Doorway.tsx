import { Box, Card, Stack, Typography } from '@mui/material';
import type { Theme } from '@mui/material/styles';
import { useEffect, type ReactNode } from 'react';
import { useT } from '../../i18n/react';
import { Comb } from '../../staff/account/Comb';
import { mix } from '../../theme/colors';
import { Mark } from './Mark';

interface DoorwayProps {
  title: string;
  text?: ReactNode;
  /** Pixels. */
  width?: number;
  children: ReactNode;
}

/** A page for whoever is not quite in yet: one card, one thing to do. */
export function Doorway({ title, text, width = 420, children }: DoorwayProps) {
  const t = useT();
  useEffect(() => {
    document.title = `${title} · ${t('common.panal')}`;
  }, [title, t]);
  return (
    <Box
      component="main"
      sx={[
        {
          position: 'relative',
          minHeight: '100dvh',
          overflow: 'hidden',
          display: 'grid',
          placeItems: 'center',
          p: { xs: 1.5, sm: 4 },
        },
        ({ tokens }: Theme) => ({ background: mix(tokens.background, tokens.primary, 0.08) }),
      ]}
    >
      <Comb />
      <Card sx={{ position: 'relative', width: '100%', maxWidth: width, p: { xs: 2.5, sm: 4 } }}>
        <Stack direction="row" sx={{ alignItems: 'center', gap: 1.25, mb: 3 }}>
          <Mark />
          <Typography component="p" sx={{ fontWeight: 750, fontSize: '1.125rem' }}>
            {t('common.panal')}
          </Typography>
          <Typography component="p" color="text.secondary">
            {t('platform.house')}
          </Typography>
        </Stack>
        <Typography variant="h1">{title}</Typography>
        {text && (
          <Typography color="text.secondary" sx={{ mt: 1 }}>
            {text}
          </Typography>
        )}
        <Box sx={{ mt: 3 }}>{children}</Box>
      </Card>
    </Box>
  );
}
