import { Box, Chip } from '@mui/material';
import { useT } from '../../i18n/react';
import type { AgendaState } from './state';
import type { Shown } from './useShown';

interface ChooserProps {
  shown: Shown;
  state: AgendaState;
  change: (part: Partial<AgendaState>) => void;
}

/** Who or which room is shown where there is place for one. */
export function choices({ shown, state }: Pick<ChooserProps, 'shown' | 'state'>) {
  return state.by === 'room'
    ? shown.rooms.map(({ id, name, color }) => ({ id, title: name, color }))
    : shown.professionals.map(({ id, full_name, color }) => ({ id, title: full_name, color }));
}

/** One professional or room at a time, for narrow screens. */
export function Chooser({ shown, state, change }: ChooserProps) {
  const t = useT();
  const all = choices({ shown, state });
  const chosen = (state.by === 'room' ? state.rooms : state.professionals)[0] ?? all[0]?.id;
  if (all.length < 2) return null;
  return (
    <Box
      role="group"
      aria-label={t(state.by === 'room' ? 'agenda.rooms' : 'agenda.professionals')}
      sx={{ display: 'flex', gap: 1, overflowX: 'auto', pb: 0.5, scrollbarWidth: 'none' }}
    >
      {all.map(({ id, title, color }) => (
        <Chip
          key={id}
          label={title}
          aria-pressed={id === chosen}
          color={id === chosen ? 'primary' : 'default'}
          variant={id === chosen ? 'filled' : 'outlined'}
          icon={
            <Box
              component="span"
              sx={{
                width: 10,
                height: 10,
                borderRadius: 99,
                bgcolor: color ?? 'divider',
                ml: '10px !important',
              }}
            />
          }
          onClick={() => change(state.by === 'room' ? { rooms: [id] } : { professionals: [id] })}
          sx={{ minHeight: 40, borderRadius: 99 }}
        />
      ))}
    </Box>
  );
}
