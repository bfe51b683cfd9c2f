import { Box, Card, Stack, Typography } from '@mui/material';
import { useId, type ReactNode } from 'react';

interface SectionProps {
  title: string;
  text?: ReactNode;
  actions?: ReactNode;
  /** Without space around what is in it: for tables. */
  flush?: boolean;
  children: ReactNode;
}

/** A card with a heading. */
export function Section({ title, text, actions, flush = false, children }: SectionProps) {
  const id = useId();
  return (
    <Card component="section" aria-labelledby={id} sx={{ minWidth: 0 }}>
      <Stack
        direction="row"
        sx={{ gap: 1.5, alignItems: 'flex-start', flexWrap: 'wrap', p: 2.5, pb: flush ? 2 : 0 }}
      >
        <Box sx={{ flex: '1 1 240px', minWidth: 0 }}>
          <Typography id={id} variant="h3" component="h2">
            {title}
          </Typography>
          {text && (
            <Typography variant="body2" color="text.secondary" sx={{ mt: 0.5 }}>
              {text}
            </Typography>
          )}
        </Box>
        {actions}
      </Stack>
      {flush ? <Box sx={{ overflowX: 'auto' }}>{children}</Box> : <Box sx={{ p: 2.5 }}>{children}</Box>}
    </Card>
  );
}

/** What there is to know, name by name. */
export function Facts({ facts }: { facts: [name: string, value: ReactNode][] }) {
  return (
    <Box
      component="dl"
      sx={{
        m: 0,
        display: 'grid',
        gridTemplateColumns: 'minmax(110px, auto) minmax(0, 1fr)',
        columnGap: 2.5,
        rowGap: 1.25,
      }}
    >
      {facts.map(([name, value]) => (
        <Box key={name} sx={{ display: 'contents' }}>
          <Typography component="dt" variant="body2" color="text.secondary">
            {name}
          </Typography>
          <Typography component="dd" variant="body2" sx={{ m: 0, overflowWrap: 'anywhere' }}>
            {value}
          </Typography>
        </Box>
      ))}
    </Box>
  );
}

/** Cards beside each other where there is room. */
export function Columns({ min = 340, children }: { min?: number; children: ReactNode }) {
  return (
    <Box
      sx={{
        display: 'grid',
        gap: 2,
        gridTemplateColumns: `repeat(auto-fit, minmax(min(100%, ${min}px), 1fr))`,
        alignItems: 'start',
      }}
    >
      {children}
    </Box>
  );
}
