import { Chip, type ChipProps } from '@mui/material';
import { useTheme } from '@mui/material/styles';
import { mix, readable } from '../../theme/colors';

export type Tone = 'neutral' | 'primary' | 'success' | 'warning' | 'danger' | 'info';

/** A word about a row: its state, what it is. The tone is never all that says it. */
export function Tag({ tone = 'neutral', ...props }: { tone?: Tone } & Omit<ChipProps, 'color' | 'variant'>) {
  const { tokens } = useTheme();
  const ground = tone === 'neutral' ? tokens.sunken : mix(tokens.paper, tokens[tone], 0.1);
  return (
    <Chip
      size="small"
      {...props}
      sx={{
        color: tone === 'neutral' ? tokens.ink : readable(tokens[tone], ground),
        background: ground,
        '& .MuiChip-icon': { color: 'inherit' },
        ...props.sx,
      }}
    />
  );
}
