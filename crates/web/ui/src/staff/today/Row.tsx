import MoreVert from '@mui/icons-material/MoreVert';
import { Box, Button, ButtonBase, IconButton, Menu, MenuItem, Stack, Typography } from '@mui/material';
import { memo, useState } from 'react';
import type { Appointment } from '../../api/schema';
import { useFormats } from '../../format/react';
import { useT } from '../../i18n/react';
import type { AppointmentState } from '../../theme/tokens';
import { phoneText } from '../agenda/phone';
import { useVerbs } from '../agenda/rights';
import type { Verb } from '../agenda/verbs';
import { StateChip } from '../ui/StateChip';
import { minutesSince, patience, type Group } from './groups';

interface RowProps {
  appointment: Appointment;
  group: Group;
  /** By the minute; 0 where nothing is counted. */
  now: number;
  busy: boolean;
  onOpen: (id: string) => void;
  onVerb: (appointment: Appointment, verb: Verb) => void;
}

/** An appointment of today: who, what, with whom, and what the desk does next in one tap. */
export const Row = memo(function Row({ appointment, group, now, busy, onOpen, onVerb }: RowProps) {
  const t = useT();
  const formats = useFormats();
  const verbs = useVerbs()(appointment);
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const [first, ...others] = verbs;
  // Whoever waits has arrived, and starting is next; whoever is late most likely does not come.
  const quick = group === 'done' || group === 'lost' ? undefined : first === 'confirm' ? 'arrive' : first;
  const rest = [first, ...others].filter((verb) => verb !== undefined && verb !== quick) as Verb[];
  const name = appointment.client_name;

  return (
    <Stack
      component="li"
      direction="row"
      sx={{ alignItems: 'center', gap: { xs: 1, sm: 2 }, py: 1, pr: 1, borderTop: 1, borderColor: 'divider' }}
    >
      <ButtonBase
        onClick={() => onOpen(appointment.id)}
        aria-label={t('today.open', { name })}
        sx={{
          flex: '1 1 auto',
          minWidth: 0,
          display: 'grid',
          gridTemplateColumns: {
            xs: '3.4rem minmax(0, 1fr)',
            md: '3.4rem minmax(0, 1.2fr) minmax(0, 1fr) 9.5rem',
          },
          columnGap: 1.5,
          alignItems: 'center',
          textAlign: 'left',
          borderRadius: 1,
          px: 1.5,
          py: 0.5,
        }}
      >
        <Typography component="span" sx={{ fontWeight: 700, fontSize: '1.05rem' }}>
          {formats.time(appointment.starts_at)}
        </Typography>
        <Box component="span" sx={{ minWidth: 0 }}>
          <Typography component="span" noWrap sx={{ display: 'block', fontWeight: 600 }}>
            {name}
          </Typography>
          <Typography
            component="span"
            variant="body2"
            color="text.secondary"
            noWrap
            sx={{ display: 'block' }}
          >
            {appointment.client_phone ? phoneText(appointment.client_phone) : appointment.code}
          </Typography>
        </Box>
        <Box component="span" sx={{ minWidth: 0, gridColumn: { xs: '2', md: 'auto' } }}>
          <Typography component="span" variant="body2" noWrap sx={{ display: 'block' }}>
            {appointment.service_name}
          </Typography>
          <Typography
            component="span"
            variant="body2"
            color="text.secondary"
            noWrap
            sx={{ display: 'block' }}
          >
            {[appointment.professional_name, appointment.room_name].filter(Boolean).join(' · ')}
          </Typography>
        </Box>
        <Box component="span" sx={{ gridColumn: { xs: '2', md: 'auto' }, mt: { xs: 0.5, md: 0 } }}>
          <Standing {...{ appointment, group, now }} />
        </Box>
      </ButtonBase>
      {quick && (
        <Button
          variant={group === 'waiting' || group === 'inProgress' ? 'contained' : 'outlined'}
          disabled={busy}
          onClick={() => onVerb(appointment, quick)}
          sx={{ minWidth: { xs: 84, sm: 108 }, minHeight: 44, flexShrink: 0 }}
        >
          {t(`agenda.verbs.${quick}`)}
        </Button>
      )}
      {rest.length > 0 ? (
        <IconButton
          aria-label={t('today.more', { name })}
          aria-haspopup="menu"
          disabled={busy}
          onClick={(event) => setAnchor(event.currentTarget)}
        >
          <MoreVert />
        </IconButton>
      ) : (
        <Box sx={{ width: 40 }} />
      )}
      <Menu open={anchor !== null} anchorEl={anchor} onClose={() => setAnchor(null)}>
        {rest.map((verb) => (
          <MenuItem
            key={verb}
            sx={{ minHeight: 44 }}
            onClick={() => {
              setAnchor(null);
              onVerb(appointment, verb);
            }}
          >
            {t(`agenda.verbs.${verb}`)}
          </MenuItem>
        ))}
      </Menu>
    </Stack>
  );
});

/** How long somebody waits or is late, or else the state. */
function Standing({ appointment, group, now }: Pick<RowProps, 'appointment' | 'group' | 'now'>) {
  const t = useT();
  const formats = useFormats();
  if (group === 'waiting' && appointment.arrived_at) {
    const minutes = minutesSince(appointment.arrived_at, now);
    const color = { calm: 'success.main', restless: 'warning.main', leaving: 'error.main' }[
      patience(minutes)
    ];
    return (
      <Typography component="span" sx={{ fontWeight: 700, color }} role="timer">
        {t('today.waits', { minutes })}
      </Typography>
    );
  }
  if (group === 'late') {
    return (
      <Typography component="span" variant="body2" sx={{ fontWeight: 600, color: 'warning.main' }}>
        {t('today.lateBy', { minutes: minutesSince(appointment.starts_at, now) })}
      </Typography>
    );
  }
  if (group === 'inProgress' && appointment.started_at) {
    return (
      <Typography component="span" variant="body2" color="text.secondary">
        {t('today.since', { time: formats.time(appointment.started_at) })}
      </Typography>
    );
  }
  return <StateChip state={appointment.state as AppointmentState} component="span" />;
}
