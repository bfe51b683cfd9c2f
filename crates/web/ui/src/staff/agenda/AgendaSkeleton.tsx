import { Box, Skeleton } from '@mui/material';
import type { View } from './state';

/** As large as what is coming. */
export function AgendaSkeleton({ view, phone }: { view: View; phone: boolean }) {
  const columns = phone ? 1 : view === 'day' ? 5 : 7;
  return (
    <Box
      aria-hidden
      sx={(theme) => ({
        height: '100%',
        overflow: 'hidden',
        borderRadius: '12px',
        border: `1px solid ${theme.tokens.line}`,
        background: theme.tokens.paper,
        display: 'grid',
        gridTemplateColumns: view === 'list' ? '1fr' : `repeat(${columns}, 1fr)`,
        alignContent: 'start',
        gap: 1.5,
        p: 2,
      })}
    >
      {Array.from({ length: columns * 6 }, (_, index) => (
        <Skeleton
          key={index}
          variant="rounded"
          height={view === 'list' ? 56 : index < columns ? 28 : 40 + ((index * 37) % 60)}
        />
      ))}
    </Box>
  );
}
