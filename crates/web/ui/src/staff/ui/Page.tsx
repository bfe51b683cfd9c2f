import { Box, Stack, Typography } from '@mui/material';
import type { ReactNode } from 'react';
import { Title } from 'react-admin';
import { useScreenTitle } from '../core/recent';

interface PageProps {
  title: string;
  /** A sentence below it. */
  subtitle?: ReactNode;
  /** Buttons, at its right. */
  actions?: ReactNode;
  children: ReactNode;
}

/** A screen that is not a list or form of react-admin: its title, what can be done, and the rest. */
export function Page({ title, subtitle, actions, children }: PageProps) {
  useScreenTitle(title);
  return (
    <Box sx={{ py: { xs: 1.5, md: 2.5 } }}>
      <Title title={title} />
      <Stack direction="row" sx={{ alignItems: 'flex-start', gap: 2, flexWrap: 'wrap', mb: 2.5 }}>
        <Box sx={{ flex: '1 1 auto', minWidth: 0 }}>
          <Typography variant="h1" className="page-title">
            {title}
          </Typography>
          {subtitle && (
            <Typography color="text.secondary" sx={{ mt: 0.5 }}>
              {subtitle}
            </Typography>
          )}
        </Box>
        {actions && (
          <Stack direction="row" sx={{ gap: 1, flexWrap: 'wrap' }}>
            {actions}
          </Stack>
        )}
      </Stack>
      {children}
    </Box>
  );
}
