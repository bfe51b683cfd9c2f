import CalendarViewWeek from '@mui/icons-material/CalendarViewWeek';
import Undo from '@mui/icons-material/Undo';
import ViewAgendaOutlined from '@mui/icons-material/ViewAgendaOutlined';
import {
  Box,
  IconButton,
  MenuItem,
  Stack,
  TextField,
  ToggleButton,
  ToggleButtonGroup,
  Tooltip,
  Typography,
} from '@mui/material';
import { useT } from '../../../i18n/react';
import { hatched } from '../looks';
import { useDuration } from '../useDuration';
import { useWeekContext } from './context';
import { TemplatesMenu } from './TemplatesMenu';
import { weekMinutes } from './week';

export type Look = 'grid' | 'list';
export type Drawing = 'work' | 'pause';

interface ToolbarProps {
  look: Look;
  setLook: (look: Look) => void;
  drawing: Drawing;
  setDrawing: (drawing: Drawing) => void;
  setBranch: (branch: string) => void;
  undo: () => void;
  canUndo: boolean;
}

/** What is drawn, where, and how the week is shown. */
export function Toolbar({ look, setLook, drawing, setDrawing, setBranch, undo, canUndo }: ToolbarProps) {
  const t = useT();
  const duration = useDuration();
  const { week, mine, branch, branches, look: lookOf } = useWeekContext();
  const { fill, edge } = lookOf(branch);
  const toggle = { minHeight: 40, px: 1.5, textTransform: 'none', gap: 1 } as const;

  return (
    <Stack direction="row" sx={{ gap: 1.5, alignItems: 'center', flexWrap: 'wrap', mb: 2 }}>
      <Typography variant="h3" component="p" aria-live="polite" sx={{ flex: '1 1 160px' }}>
        {t('schedules.week.total', { time: duration(weekMinutes(week)) })}
      </Typography>
      {mine.length > 0 && look === 'grid' && (
        <ToggleButtonGroup
          exclusive
          value={drawing}
          onChange={(_event, value: Drawing | null) => value && setDrawing(value)}
          aria-label={t('schedules.week.draw')}
        >
          {(['work', 'pause'] as const).map((kind) => (
            <ToggleButton key={kind} value={kind} sx={toggle}>
              <Box
                aria-hidden
                sx={{
                  width: 16,
                  height: 16,
                  borderRadius: '4px',
                  border: `1.5px solid ${edge}`,
                  background: kind === 'work' ? fill : hatched('transparent', edge),
                }}
              />
              {t(`schedules.week.${kind}`)}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
      )}
      {mine.length > 1 && (
        <TextField
          select
          label={t('schedules.week.branch')}
          value={branch}
          onChange={(event) => setBranch(event.target.value)}
          sx={{ minWidth: 160 }}
        >
          {mine.map(({ id, name }) => (
            <MenuItem key={id} value={id}>
              <Box
                component="span"
                aria-hidden
                sx={{
                  display: 'inline-block',
                  width: 12,
                  height: 12,
                  borderRadius: '50%',
                  mr: 1,
                  background: lookOf(id).edge,
                }}
              />
              {name}
            </MenuItem>
          ))}
        </TextField>
      )}
      {mine.length > 0 && (
        <>
          <TemplatesMenu variant="text" />
          <Tooltip title={t('common.undo')}>
            <span>
              <IconButton onClick={undo} disabled={!canUndo} aria-label={t('common.undo')}>
                <Undo />
              </IconButton>
            </span>
          </Tooltip>
        </>
      )}
      {branches.length > 0 && (
        <ToggleButtonGroup
          exclusive
          value={look}
          onChange={(_event, value: Look | null) => value && setLook(value)}
          aria-label={t('schedules.week.view')}
        >
          <ToggleButton value="grid" sx={toggle} aria-label={t('schedules.week.grid')}>
            <CalendarViewWeek fontSize="small" />
          </ToggleButton>
          <ToggleButton value="list" sx={toggle} aria-label={t('schedules.week.list')}>
            <ViewAgendaOutlined fontSize="small" />
          </ToggleButton>
        </ToggleButtonGroup>
      )}
    </Stack>
  );
}
