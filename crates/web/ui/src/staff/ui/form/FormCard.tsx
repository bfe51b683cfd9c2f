import { Box, Card, Typography } from '@mui/material';
import type { ReactNode } from 'react';

interface FormCardProps {
  title?: string;
  text?: ReactNode;
  /** Two columns where there is room, unless told; a child takes both with `sx={{ gridColumn: '1 / -1' }}`. */
  columns?: 1 | 2;
  children: ReactNode;
}

/** Some fields that belong together. react-admin's inputs in it fill their column. */
export function FormCard({ title, text, columns = 2, children }: FormCardProps) {
  return (
    <Card component="section" sx={{ p: { xs: 2, sm: 3 }, mb: 2 }}>
      {title && (
        <Typography variant="h3" component="h2">
          {title}
        </Typography>
      )}
      {text && (
        <Typography color="text.secondary" variant="body2" sx={{ mt: 0.5 }}>
          {text}
        </Typography>
      )}
      <Box
        sx={{
          display: 'grid',
          columnGap: 2.5,
          rowGap: 1,
          mt: title ? 2 : 0,
          alignItems: 'start',
          gridTemplateColumns: {
            xs: 'minmax(0, 1fr)',
            md: columns === 2 ? 'repeat(2, minmax(0, 1fr))' : 'minmax(0, 1fr)',
          },
          '& > .ra-input, & .ra-input > .MuiFormControl-root, & > .MuiFormControl-root': { width: '100%' },
          '& > .ra-input': { minWidth: 0 },
          // Selects come with a margin that text fields lack.
          '& .ra-input.MuiFormControl-root': { mt: 0 },
        }}
      >
        {children}
      </Box>
    </Card>
  );
}

/** Takes both columns of a `FormCard`. */
export function Wide({ children }: { children: ReactNode }) {
  return (
    <Box sx={{ gridColumn: '1 / -1', '& .ra-input, & .MuiFormControl-root': { width: '100%' } }}>
      {children}
    </Box>
  );
}
