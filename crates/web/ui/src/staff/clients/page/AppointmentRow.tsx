import { Box, ListItem, ListItemButton, Skeleton, Stack, Typography } from '@mui/material';
import { Link } from 'react-router-dom';
import type { Appointment } from '../../../api/schema';
import { useFormats } from '../../../format/react';
import { useT } from '../../../i18n/react';
import type { AppointmentState } from '../../../theme/tokens';
import { StateChip } from '../../ui/StateChip';

/** An appointment of a client; leads to it in the agenda. */
export function AppointmentRow({ appointment }: { appointment: Appointment }) {
  const t = useT();
  const formats = useFormats();
  const { id, day, starts_at, service_name, professional_name, state, final_price, rating } = appointment;
  const time = formats.time(starts_at);
  return (
    <ListItem disablePadding divider>
      <ListItemButton
        component={Link}
        to={`/agenda?date=${day}&appointment=${id}`}
        aria-label={t('clients.appointments.open', {
          service: service_name,
          day: formats.dayLong(day),
          time,
        })}
        sx={{ px: 2, py: 1.25, gap: 2, borderRadius: 0 }}
      >
        <Day day={day} />
        <Box sx={{ flex: 1, minWidth: 0 }}>
          <Typography sx={{ fontWeight: 600 }} noWrap>
            {service_name}
          </Typography>
          <Typography variant="body2" color="text.secondary" noWrap>
            {time} · {t('clients.appointments.withWhom', { name: professional_name })}
            {rating ? ` · ${rating} ★` : ''}
          </Typography>
          <Box sx={{ display: { sm: 'none' }, mt: 0.5 }}>
            <StateChip state={state as AppointmentState} />
          </Box>
        </Box>
        <Stack sx={{ alignItems: 'flex-end', gap: 0.5, flex: 'none' }}>
          <Typography sx={{ fontWeight: 600, fontVariantNumeric: 'tabular-nums' }}>
            {formats.money(final_price)}
          </Typography>
          <Box sx={{ display: { xs: 'none', sm: 'block' } }}>
            <StateChip state={state as AppointmentState} />
          </Box>
        </Stack>
      </ListItemButton>
    </ListItem>
  );
}

/** A day as a leaf of a calendar. */
function Day({ day }: { day: string }) {
  const formats = useFormats();
  const thisYear = formats.today().slice(0, 4) === day.slice(0, 4);
  return (
    <Stack
      aria-hidden
      sx={(theme) => ({
        width: 52,
        height: 52,
        flex: 'none',
        alignItems: 'center',
        justifyContent: 'center',
        lineHeight: 1.15,
        borderRadius: '10px',
        background: theme.tokens.sunken,
      })}
    >
      <Box sx={{ fontWeight: 700, fontSize: '1.125rem' }}>{formats.day(day, { day: 'numeric' })}</Box>
      <Box sx={{ fontSize: '0.75rem', color: 'text.secondary', whiteSpace: 'nowrap' }}>
        {formats.day(day, thisYear ? { month: 'short' } : { month: 'short', year: '2-digit' })}
      </Box>
    </Stack>
  );
}

/** Where rows will be. */
export function AppointmentRows({ count }: { count: number }) {
  return Array.from({ length: count }, (_, at) => (
    <ListItem key={at} divider aria-hidden sx={{ gap: 2, height: 77 }}>
      <Skeleton variant="rounded" width={52} height={52} />
      <Box sx={{ flex: 1 }}>
        <Skeleton width="50%" />
        <Skeleton width="35%" />
      </Box>
    </ListItem>
  ));
}
