import { Chip, type ChipProps } from '@mui/material';
import { alpha, useTheme } from '@mui/material/styles';

export type Tone = 'neutral' | 'primary' | 'success' | 'warning' | 'danger' | 'info';

/** A word about a row: its state, what it is. The tone is never all that says it. */
export function Tag({ tone = 'neutral', ...props }: { tone?: Tone } & Omit<ChipProps, 'color' | 'variant'>) {
  const { tokens } = useTheme();
  const ink = tone === 'neutral' ? tokens.inkSoft : tokens[tone];
  return (
    <Chip
      size="small"
      {...props}
      sx={{
        color: tone === 'neutral' ? tokens.ink : ink,
        background: tone === 'neutral' ? tokens.sunken : alpha(ink, 0.1),
        '& .MuiChip-icon': { color: 'inherit' },
        ...props.sx,
      }}
    />
  );
}
