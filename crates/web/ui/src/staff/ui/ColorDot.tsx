import { Box } from '@mui/material';

/** A colour beside a name; a faint dot where there is none. */
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
        background: color ?? theme.tokens.line,
        border: `1px solid ${theme.tokens.line}`,
      })}
    />
  );
}
