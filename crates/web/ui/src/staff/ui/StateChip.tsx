import { Chip, type ChipProps } from '@mui/material';
import { useTheme } from '@mui/material/styles';
import { useT } from '../../i18n/react';
import type { AppointmentState, StateLook } from '../../theme/tokens';

/** The background of a state: its colour, and a pattern for whoever sees none. */
export function stateBackground({ fill, edge, pattern }: StateLook): string {
  const faint = `${edge}38`;
  switch (pattern) {
    case 'stripes':
      return `repeating-linear-gradient(135deg, ${faint} 0 4px, transparent 4px 10px), ${fill}`;
    case 'crossed':
      return `repeating-linear-gradient(45deg, ${faint} 0 3px, transparent 3px 9px), ${fill}`;
    case 'dots':
      return `radial-gradient(${faint} 1.5px, transparent 1.5px) 0 0 / 8px 8px, ${fill}`;
    default:
      return fill;
  }
}

/** The state of an appointment. */
export function StateChip({ state, ...props }: { state: AppointmentState } & Omit<ChipProps, 'label'>) {
  const t = useT();
  const look = useTheme().tokens.states[state];
  return (
    <Chip
      size="small"
      label={t(`common.states.${state}`)}
      {...props}
      sx={{
        background: stateBackground(look),
        color: look.ink,
        border: `1px solid ${look.edge}`,
        textDecoration: look.pattern === 'struck' ? 'line-through' : 'none',
        ...props.sx,
      }}
    />
  );
}
