import DeleteOutlined from '@mui/icons-material/DeleteOutlined';
import { Box, IconButton, MenuItem, Stack, TextField, Tooltip, Typography } from '@mui/material';
import { useId } from 'react';
import { useT } from '../../../i18n/react';
import { hatched } from '../looks';
import { formatTime } from '../time';
import { TimeField } from '../TimeField';
import { useWeekday } from '../useWeekday';
import { useWeekContext } from './context';
import type { Range } from './week';

/** The hours of one range as fields: all that the grid does, without a pointer. */
export function RangeFields({ range, onRemoved }: { range: Range; onRemoved?: () => void }) {
  const t = useT();
  const weekday = useWeekday();
  const { change, canEdit, faultOf, mine, look, branchName } = useWeekContext();
  const told = useId();
  const fault = faultOf(range.key);
  const disabled = !canEdit(range);
  const day = weekday(range.weekday);
  const { edge, fill } = look(range.branch);
  const edit = (part: Partial<Range>) =>
    change((week) => week.map((one) => (one.key === range.key ? { ...one, ...part } : one)));
  const label = (text: string) => `${text}, ${day}`;
  const grave = fault?.grave ? fault.text : undefined;

  return (
    <Box
      role="group"
      aria-label={t(range.bookable ? 'schedules.week.range' : 'schedules.week.pauseRange', {
        day,
        from: formatTime(range.from),
        until: formatTime(range.until),
        branch: branchName(range.branch),
      })}
    >
      {!range.bookable && (
        <Typography variant="body2" sx={{ fontWeight: 600, mb: 0.75, ml: 2.25 }}>
          {t('schedules.week.pause')}
        </Typography>
      )}
      <Stack direction="row" sx={{ gap: 1, alignItems: 'center', flexWrap: 'wrap' }}>
        <Box
          aria-hidden
          sx={{
            width: 10,
            height: 40,
            flex: 'none',
            borderRadius: 1,
            border: `2px solid ${edge}`,
            background: range.bookable ? edge : hatched(fill, edge),
          }}
        />
        {(['from', 'until'] as const).map((end) => (
          <TimeField
            key={end}
            label={t(`schedules.time.${end}`)}
            aria-label={label(t(`schedules.time.${end}`))}
            aria-describedby={fault ? told : undefined}
            value={range[end]}
            onChange={(value) => edit({ [end]: value })}
            fault={grave}
            disabled={disabled}
            sx={{ width: 92 }}
          />
        ))}
        {(mine.length > 1 || disabled) && (
          <TextField
            select
            label={t('schedules.week.branch')}
            value={range.branch}
            onChange={(event) => edit({ branch: event.target.value })}
            disabled={disabled}
            sx={{ width: 150 }}
          >
            {(disabled || !mine.some(({ id }) => id === range.branch)
              ? [
                  { id: range.branch, name: branchName(range.branch) },
                  ...mine.filter(({ id }) => id !== range.branch),
                ]
              : mine
            ).map(({ id, name }) => (
              <MenuItem key={id} value={id}>
                {name}
              </MenuItem>
            ))}
          </TextField>
        )}
        {!disabled && (
          <Tooltip title={t('common.remove')}>
            <IconButton
              aria-label={`${t('schedules.week.removeRange', {
                from: formatTime(range.from),
                until: formatTime(range.until),
              })}, ${day}`}
              onClick={() => {
                change((week) => week.filter((one) => one.key !== range.key));
                onRemoved?.();
              }}
            >
              <DeleteOutlined />
            </IconButton>
          </Tooltip>
        )}
      </Stack>
      {fault && (
        <Typography
          id={told}
          role={fault.grave ? 'alert' : 'note'}
          variant="body2"
          sx={{ color: fault.grave ? 'error.main' : 'warning.main', mt: 0.5, ml: 2.25 }}
        >
          {fault.text}
        </Typography>
      )}
    </Box>
  );
}
