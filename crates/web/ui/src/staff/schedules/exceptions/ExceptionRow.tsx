import { Box, Card, CardActionArea, Stack, Typography } from '@mui/material';
import type { ScheduleException } from '../../../api/schema';
import { useFormats } from '../../../format/react';
import { useT } from '../../../i18n/react';
import { ICONS, kindLook, kindOf } from './kinds';
import { daysOf } from './month';

interface ExceptionRowProps {
  exception: ScheduleException;
  whose: string;
  open: () => void;
}

/** An exception in the list: what, whose, when and why. */
export function ExceptionRow({ exception, whose, open }: ExceptionRowProps) {
  const t = useT();
  const formats = useFormats();
  const { kind, starts_on, ends_on, hours, reason } = exception;
  const Icon = ICONS[kindOf(kind)];
  const days = daysOf(exception);
  const when =
    days === 1
      ? formats.dayLong(starts_on)
      : `${t('schedules.exceptions.span', {
          from: formats.dayShort(starts_on),
          until: formats.dayShort(ends_on),
        })} · ${t('schedules.exceptions.days', { smart_count: days })}`;
  return (
    <Card component="li" sx={{ listStyle: 'none' }}>
      <CardActionArea onClick={open} aria-haspopup="dialog" sx={{ p: 1.5 }}>
        <Stack direction="row" sx={{ gap: 1.5, alignItems: 'flex-start' }}>
          <Box
            aria-hidden
            sx={(theme) => {
              const { fill, ink } = kindLook(kind, theme.tokens);
              return {
                width: 40,
                height: 40,
                flex: 'none',
                borderRadius: '10px',
                display: 'grid',
                placeItems: 'center',
                background: fill,
                color: ink,
              };
            }}
          >
            <Icon fontSize="small" />
          </Box>
          <Box sx={{ minWidth: 0 }}>
            <Typography sx={{ fontWeight: 650 }}>
              {[t(`schedules.exceptions.kinds.${kindOf(kind)}`), reason].filter(Boolean).join(' · ')}
            </Typography>
            <Typography variant="body2">{whose}</Typography>
            <Typography
              variant="body2"
              color="text.secondary"
              sx={{ '&::first-letter': { textTransform: 'uppercase' } }}
            >
              {when}
            </Typography>
            {hours.length > 0 && (
              <Typography variant="body2" color="text.secondary">
                {hours.map(({ from, until }) => `${from}–${until}`).join(', ')}
              </Typography>
            )}
          </Box>
        </Stack>
      </CardActionArea>
    </Card>
  );
}
