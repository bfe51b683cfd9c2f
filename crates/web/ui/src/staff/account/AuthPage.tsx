import { Box, Stack, Typography } from '@mui/material';
import type { Theme } from '@mui/material/styles';
import { useEffect, type ReactNode } from 'react';
import { mix } from '../../theme/colors';
import { useTenant } from '../core/me';
import { Brand } from '../ui/Brand';
import { Comb } from './Comb';

interface AuthPageProps {
  title: string;
  text?: ReactNode;
  children?: ReactNode;
  /** Below the card. */
  foot?: ReactNode;
}

/** A page for whoever is not in yet: the business's face, and one thing to do. */
export function AuthPage({ title, text, children, foot }: AuthPageProps) {
  const { name } = useTenant();
  useEffect(() => {
    document.title = `${title} · ${name}`;
  }, [title, name]);
  return (
    <Box
      sx={{
        minHeight: '100dvh',
        display: 'grid',
        gridTemplateColumns: { xs: '1fr', md: 'minmax(360px, 5fr) 7fr' },
      }}
    >
      <Box
        sx={[
          {
            position: 'relative',
            overflow: 'hidden',
            display: { xs: 'none', md: 'flex' },
            flexDirection: 'column',
            justifyContent: 'flex-end',
            p: 6,
            color: 'primary.main',
          },
          ({ tokens }: Theme) => ({ background: mix(tokens.background, tokens.primary, 0.12) }),
        ]}
      >
        <Comb />
        <Stack sx={{ position: 'relative', gap: 2.5, alignItems: 'flex-start' }}>
          <Brand size={72} />
          <Typography
            component="p"
            sx={{
              fontSize: '2.25rem',
              lineHeight: 1.1,
              fontWeight: 750,
              color: 'text.primary',
              letterSpacing: '-0.02em',
              textWrap: 'balance',
            }}
          >
            {name}
          </Typography>
        </Stack>
      </Box>
      <Stack
        component="main"
        sx={{
          alignItems: 'center',
          justifyContent: { xs: 'flex-start', sm: 'center' },
          p: { xs: 2.5, sm: 4 },
          pt: { xs: 5, sm: 4 },
        }}
      >
        <Box sx={{ width: '100%', maxWidth: 400 }}>
          <Stack direction="row" sx={{ display: { md: 'none' }, alignItems: 'center', gap: 1.5, mb: 4 }}>
            <Brand size={48} />
            <Typography component="p" sx={{ fontWeight: 700, fontSize: '1.125rem' }}>
              {name}
            </Typography>
          </Stack>
          <Typography variant="h1">{title}</Typography>
          {text && (
            <Typography color="text.secondary" sx={{ mt: 1 }}>
              {text}
            </Typography>
          )}
          <Box sx={{ mt: 3 }}>{children}</Box>
          {foot && <Box sx={{ mt: 4, pt: 3, borderTop: 1, borderColor: 'divider' }}>{foot}</Box>}
        </Box>
      </Stack>
    </Box>
  );
}
