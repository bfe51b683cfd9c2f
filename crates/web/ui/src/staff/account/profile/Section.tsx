import { Box, Card, Stack, Typography } from '@mui/material';
import { useId, type ReactNode } from 'react';

interface SectionProps {
  title: string;
  text?: ReactNode;
  /** Beside the title: how it stands. */
  mark?: ReactNode;
  children?: ReactNode;
}

/** A part of one's account. */
export function Section({ title, text, mark, children }: SectionProps) {
  const id = useId();
  return (
    <Card component="section" aria-labelledby={id} sx={{ p: { xs: 2, sm: 3 } }}>
      <Stack direction="row" sx={{ alignItems: 'center', gap: 1.5, flexWrap: 'wrap' }}>
        <Typography id={id} variant="h3" component="h2">
          {title}
        </Typography>
        {mark}
      </Stack>
      {text && (
        <Typography color="text.secondary" sx={{ mt: 0.5, maxWidth: '68ch' }}>
          {text}
        </Typography>
      )}
      {children && <Box sx={{ mt: 2 }}>{children}</Box>}
    </Card>
  );
}
