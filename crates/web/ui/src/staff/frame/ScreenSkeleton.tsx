import { Box, Skeleton } from '@mui/material';

/** While a screen is fetched: its title and what is below. */
export function ScreenSkeleton() {
  return (
    <Box aria-hidden sx={{ py: { xs: 1.5, md: 2.5 } }}>
      <Skeleton variant="rounded" height={34} sx={{ width: { xs: '60%', md: '28%' }, mb: 2.5 }} />
      <Skeleton variant="rounded" height={320} sx={{ borderRadius: '14px' }} />
    </Box>
  );
}
