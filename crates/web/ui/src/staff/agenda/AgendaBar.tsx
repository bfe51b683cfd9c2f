import AddOutlined from '@mui/icons-material/AddOutlined';
import CalendarMonthOutlined from '@mui/icons-material/CalendarMonthOutlined';
import ChevronLeft from '@mui/icons-material/ChevronLeft';
import ChevronRight from '@mui/icons-material/ChevronRight';
import KeyboardOutlined from '@mui/icons-material/KeyboardOutlined';
import {
  Box,
  Button,
  Fab,
  IconButton,
  Stack,
  ToggleButton,
  ToggleButtonGroup,
  Tooltip,
  Typography,
} from '@mui/material';
import { useRef } from 'react';
import type { Formats } from '../../format/formats';
import { useT } from '../../i18n/react';
import { AgendaFilters } from './AgendaFilters';
import { Chooser } from './Chooser';
import { step } from './ranges';
import { useRight } from './rights';
import type { AgendaState, View } from './state';
import type { Shown } from './useShown';

interface AgendaBarProps {
  shown: Shown;
  state: AgendaState;
  change: (part: Partial<AgendaState>) => void;
  phone: boolean;
  onNew: () => void;
  onHelp: () => void;
}

const VIEWS: View[] = ['day', 'week', 'month', 'list'];

/** What is shown, and the way to other days and views. */
export function AgendaBar({ shown, state, change, phone, onNew, onHelp }: AgendaBarProps) {
  const t = useT();
  const may = useRight();
  const { date, today, formats } = shown;
  const go = (by: 1 | -1) => change({ date: step(state.view, date, by, formats) });
  const views = (
    <ToggleButtonGroup
      exclusive
      size="small"
      value={state.view}
      onChange={(_event, view: View | null) => view && change({ view })}
      aria-label={t('agenda.views.label')}
      fullWidth={phone}
      sx={{
        '& .MuiToggleButton-root': {
          minHeight: 40,
          px: { xs: 0.5, sm: 2 },
          textTransform: 'none',
          fontWeight: 600,
        },
      }}
    >
      {VIEWS.map((view) => (
        <ToggleButton key={view} value={view}>
          {t(`agenda.views.${view}`)}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
  return (
    <Stack sx={{ gap: 1 }}>
      <Stack direction="row" sx={{ gap: 1, alignItems: 'center', flexWrap: 'wrap' }}>
        <Stack direction="row" sx={{ alignItems: 'center', flex: { xs: '1 1 100%', sm: '0 0 auto' } }}>
          <IconButton aria-label={t('agenda.previous')} onClick={() => go(-1)}>
            <ChevronLeft />
          </IconButton>
          <IconButton aria-label={t('agenda.following')} onClick={() => go(1)}>
            <ChevronRight />
          </IconButton>
          <Button
            variant="outlined"
            color="inherit"
            disabled={date === today}
            onClick={() => change({ date: '' })}
            sx={{ minHeight: 40, mx: 0.5 }}
          >
            {t('common.today')}
          </Button>
          <DayTitle {...{ formats, date, state, change, phone, days: shown.days }} />
        </Stack>
        <Box sx={{ flex: '1 1 0', display: { xs: 'none', sm: 'block' } }} />
        {phone ? <Box sx={{ flex: '1 1 0' }}>{views}</Box> : views}
        <AgendaFilters shown={shown} state={state} change={change} />
        {!phone && (
          <Tooltip title={t('agenda.keys.title')}>
            <IconButton aria-label={t('agenda.keys.title')} onClick={onHelp}>
              <KeyboardOutlined />
            </IconButton>
          </Tooltip>
        )}
        {may('appointments.add') &&
          (phone ? (
            <Fab
              color="primary"
              aria-label={t('agenda.new')}
              onClick={onNew}
              sx={{
                position: 'fixed',
                right: 16,
                bottom: 'calc(16px + var(--frame-bottom, 0px))',
                zIndex: 10,
              }}
            >
              <AddOutlined />
            </Fab>
          ) : (
            <Button variant="contained" startIcon={<AddOutlined />} onClick={onNew} sx={{ minHeight: 40 }}>
              {t('agenda.new')}
            </Button>
          ))}
      </Stack>
      {phone && state.view !== 'list' && <Chooser shown={shown} state={state} change={change} />}
    </Stack>
  );
}

interface DayTitleProps {
  formats: Formats;
  date: string;
  days: { from: string; until: string };
  phone: boolean;
  state: AgendaState;
  change: (part: Partial<AgendaState>) => void;
}

/** Which days these are; pressing it chooses others. */
function DayTitle({ formats, date, days, state, change, phone }: DayTitleProps) {
  const t = useT();
  const input = useRef<HTMLInputElement>(null);
  const text = titleOf(state.view, date, days, formats);
  return (
    <Box sx={{ position: 'relative', minWidth: 0, flex: '0 1 auto' }}>
      <Button
        color="inherit"
        endIcon={phone ? undefined : <CalendarMonthOutlined />}
        aria-label={t('agenda.chooseDay', { day: text })}
        onClick={() => {
          input.current?.showPicker();
        }}
        sx={{ minHeight: 40, minWidth: 0, maxWidth: '100%', px: 1 }}
      >
        <Typography variant="h2" component="h1" noWrap sx={{ fontSize: { xs: '1.0625rem', sm: '1.375rem' } }}>
          {text.charAt(0).toUpperCase() + text.slice(1)}
        </Typography>
      </Button>
      <Box
        component="input"
        ref={input}
        type="date"
        tabIndex={-1}
        aria-hidden
        value={date}
        onChange={(event) => event.target.value && change({ date: event.target.value })}
        sx={{ position: 'absolute', left: 8, bottom: 0, width: 1, height: 1, opacity: 0, border: 0, p: 0 }}
      />
    </Box>
  );
}

function titleOf(view: View, date: string, days: { from: string; until: string }, formats: Formats): string {
  if (view === 'day') return formats.day(date, { weekday: 'short', day: 'numeric', month: 'long' });
  if (view === 'month') return formats.month(date);
  const { from, until } = days;
  const sameMonth = from.slice(0, 7) === until.slice(0, 7);
  const first = formats.day(from, sameMonth ? { day: 'numeric' } : { day: 'numeric', month: 'short' });
  return `${first} – ${formats.day(until, { day: 'numeric', month: 'short', year: 'numeric' })}`;
}
