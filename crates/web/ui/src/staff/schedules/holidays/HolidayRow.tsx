import Undo from '@mui/icons-material/Undo';
import { Box, Chip, IconButton, Stack, Switch, Tooltip, Typography } from '@mui/material';
import type { Holiday } from '../../../api/schema';
import { useFormats } from '../../../format/react';
import { useT } from '../../../i18n/react';
import { useHoliday } from './useHoliday';

/** A holiday, and whether the business works on it. */
export function HolidayRow({ holiday, mayChange }: { holiday: Holiday; mayChange: boolean }) {
  const t = useT();
  const formats = useFormats();
  const say = useHoliday();
  const { day, name, is_working, source } = holiday;
  const own = source === 'own';
  const long = formats.dayLong(day);
  // While it is being said, it shows what was chosen.
  const works = say.isPending && say.variables.word ? say.variables.word.is_working : is_working;
  const state = t(works ? 'schedules.holidays.open' : 'schedules.holidays.closed');
  return (
    <Stack
      component="li"
      direction="row"
      sx={(theme) => ({
        listStyle: 'none',
        gap: 1.5,
        alignItems: 'center',
        minHeight: 56,
        py: 0.5,
        '& + &': { borderTop: `1px solid ${theme.tokens.line}` },
      })}
    >
      <Stack aria-hidden sx={{ width: 36, alignItems: 'center', flex: 'none' }}>
        <Typography sx={{ fontSize: '1.375rem', fontWeight: 700, lineHeight: 1.1 }}>
          {Number(day.slice(8))}
        </Typography>
        <Typography color="text.secondary" sx={{ fontSize: '0.75rem' }}>
          {formats.weekday(day, 'short')}
        </Typography>
      </Stack>
      <Box sx={{ flex: 1, minWidth: 0 }}>
        <Typography sx={{ fontWeight: 600 }}>{name}</Typography>
        <Stack direction="row" sx={{ gap: 1, alignItems: 'center' }}>
          <Typography variant="body2" sx={{ color: works ? 'success.main' : 'text.secondary' }}>
            {state}
          </Typography>
          {own && <Chip size="small" variant="outlined" label={t('schedules.holidays.own')} />}
        </Stack>
      </Box>
      {mayChange && own && (
        <Tooltip title={t('schedules.holidays.reset')}>
          <IconButton
            aria-label={`${t('schedules.holidays.reset')}: ${long}`}
            disabled={say.isPending}
            onClick={() => say.mutate({ day, word: null })}
          >
            <Undo fontSize="small" />
          </IconButton>
        </Tooltip>
      )}
      {mayChange && (
        <Switch
          checked={works}
          disabled={say.isPending}
          onChange={(_event, on) => say.mutate({ day, word: { name, is_working: on } })}
          slotProps={{ input: { 'aria-label': t('schedules.holidays.switch', { day: long, name }) } }}
        />
      )}
    </Stack>
  );
}
