import { Box } from '@mui/material';

/** Panal's sign: a cell of honeycomb. */
export function Mark({ size = 34 }: { size?: number }) {
  return (
    <Box
      component="svg"
      viewBox="0 0 36 40"
      aria-hidden
      sx={{ height: size, flexShrink: 0, color: 'primary.main' }}
    >
      <path d="M18 1 35 10.5v19L18 39 1 29.5v-19Z" fill="currentColor" />
      <path
        d="M18 11.5 26.5 16v8.5L18 29l-8.5-4.5V16Z"
        fill="none"
        stroke="#fff"
        strokeOpacity={0.9}
        strokeWidth={3}
      />
    </Box>
  );
}
