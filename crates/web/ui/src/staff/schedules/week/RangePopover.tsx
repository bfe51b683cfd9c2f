import { Box, Button, Popover, Stack, Typography } from '@mui/material';
import { useT } from '../../../i18n/react';
import { useWeekday } from '../useWeekday';
import { RangeFields } from './RangeFields';
import type { Range } from './week';

/** The fields of a range of the grid, beside it. */
export function RangePopover({
  range,
  anchor,
  close,
}: {
  range: Range;
  anchor: HTMLElement;
  close: () => void;
}) {
  const t = useT();
  const name = useWeekday();
  return (
    <Popover
      open
      anchorEl={anchor}
      onClose={close}
      anchorOrigin={{ vertical: 'top', horizontal: 'right' }}
      transformOrigin={{ vertical: 'top', horizontal: range.weekday > 4 ? 'right' : 'left' }}
      slotProps={{ paper: { role: 'dialog', 'aria-label': name(range.weekday) } }}
    >
      <Box sx={{ p: 2, maxWidth: 'min(92vw, 560px)' }}>
        <Typography
          variant="h4"
          component="h3"
          sx={{ mb: 1.5, '&::first-letter': { textTransform: 'uppercase' } }}
        >
          {name(range.weekday)}
        </Typography>
        <RangeFields range={range} onRemoved={close} />
        <Stack direction="row" sx={{ justifyContent: 'flex-end', mt: 1.5 }}>
          <Button onClick={close}>{t('common.close')}</Button>
        </Stack>
      </Box>
    </Popover>
  );
}
