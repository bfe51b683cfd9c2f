import { Box } from '@mui/material';

/** A colour beside a name; a ring where there is none. */
export function ColorDot({ color, size = 14 }: { color: string | null | undefined; size?: number }) {
  return (
    <Box
      aria-hidden
      component="span"
      sx={(theme) => ({
        display: 'inline-block',
        flex: 'none',
        width: size,
        height: size,
        borderRadius: '50%',
        background: color ?? 'transparent',
        border: `1px solid ${color ? theme.tokens.line : theme.tokens.edge}`,
      })}
    />
  );
}
