import Close from '@mui/icons-material/Close';
import { Box, Drawer, IconButton, Skeleton, Stack, useMediaQuery, useTheme } from '@mui/material';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Appointment, AppointmentDetail } from '../../api/schema';
import { useT } from '../../i18n/react';
import { ErrorNotice } from '../ui/Notice';
import type { BookingStart } from './BookingDialog';
import { CancelDialog } from './CancelDialog';
import { CompleteDialog } from './CompleteDialog';
import { MoveDialog } from './MoveDialog';
import { PanelBody } from './PanelBody';
import { APPOINTMENTS, appointmentQuery } from './queries';
import type { Shown } from './useShown';
import { useAppointment } from './useAppointment';
import type { Verb } from './verbs';

interface AppointmentPanelProps {
  /** Empty: closed. */
  id: string;
  shown: Shown;
  onClose: () => void;
  onBookAgain: (start: BookingStart) => void;
}

/** An appointment beside the agenda: who it is, what is to be known, and what can be done now. */
export function AppointmentPanel({ id, shown, onClose, onBookAgain }: AppointmentPanelProps) {
  const t = useT();
  const phone = useMediaQuery(useTheme().breakpoints.down('sm'));
  return (
    <Drawer
      anchor={phone ? 'bottom' : 'right'}
      open={id !== ''}
      onClose={onClose}
      slotProps={{
        paper: {
          role: 'dialog',
          'aria-label': t('agenda.panel.label'),
          'aria-modal': true,
          sx: {
            width: { xs: '100%', sm: 440 },
            height: { xs: '92dvh', sm: '100%' },
            borderTopLeftRadius: { xs: 16, sm: 0 },
            borderTopRightRadius: { xs: 16, sm: 0 },
          },
        },
        backdrop: { sx: { backgroundColor: 'rgb(0 0 0 / 0.18)' } },
      }}
    >
      <Box sx={{ position: 'absolute', top: 10, right: 10, zIndex: 2 }}>
        <IconButton aria-label={t('common.close')} onClick={onClose}>
          <Close />
        </IconButton>
      </Box>
      {id !== '' && <Loaded key={id} {...{ id, shown, onBookAgain, onClose }} />}
    </Drawer>
  );
}

type Asking = Extract<Verb, 'cancel' | 'complete' | 'reschedule'>;

function Loaded({ id, shown, onBookAgain }: AppointmentPanelProps) {
  const client = useQueryClient();
  const { act, busy } = useAppointment();
  const [asking, setAsking] = useState<Asking | null>(null);
  const detail = useQuery({
    ...appointmentQuery(id),
    refetchInterval: 25_000,
    // What the list knows is shown at once.
    placeholderData: () =>
      known(client.getQueriesData<Appointment[]>({ queryKey: [...APPOINTMENTS, 'list'] }), id),
  });
  const appointment = detail.data;
  if (!appointment) {
    if (detail.error) return <ErrorNotice error={detail.error} retry={() => void detail.refetch()} />;
    return (
      <Stack sx={{ p: 3, gap: 2 }} aria-hidden>
        <Skeleton width="60%" height={36} />
        <Skeleton variant="rounded" height={96} />
        <Skeleton variant="rounded" height={140} />
        <Skeleton variant="rounded" height={140} />
      </Stack>
    );
  }
  const onVerb = (verb: Verb) => {
    if (verb === 'cancel' || verb === 'complete' || verb === 'reschedule') setAsking(verb);
    else void act(appointment, verb);
  };
  const close = () => setAsking(null);
  return (
    <>
      <PanelBody
        appointment={appointment}
        loading={detail.isPlaceholderData}
        busy={busy.has(id)}
        formats={shown.formats}
        onVerb={onVerb}
        onBookAgain={onBookAgain}
      />
      {asking === 'cancel' && <CancelDialog appointment={appointment} onClose={close} />}
      {asking === 'complete' && (
        <CompleteDialog appointment={appointment} formats={shown.formats} onClose={close} />
      )}
      {asking === 'reschedule' && (
        <MoveDialog
          shown={shown}
          onClose={close}
          move={{
            appointment,
            starts_at: appointment.starts_at,
            professional_id: appointment.professional_id,
            room_id: appointment.room_id ?? null,
            choosing: true,
          }}
        />
      )}
    </>
  );
}

function known(lists: [unknown, Appointment[] | undefined][], id: string): AppointmentDetail | undefined {
  for (const [, rows] of lists) {
    const row = rows?.find((one) => one.id === id);
    if (row) return { ...row, client_alerts: [], client_no_shows: 0, history: [], visit: [row] };
  }
  return undefined;
}
