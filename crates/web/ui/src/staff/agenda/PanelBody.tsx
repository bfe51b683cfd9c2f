import EventRepeatOutlined from '@mui/icons-material/EventRepeatOutlined';
import MeetingRoomOutlined from '@mui/icons-material/MeetingRoomOutlined';
import PaymentsOutlined from '@mui/icons-material/PaymentsOutlined';
import PersonOutlined from '@mui/icons-material/PersonOutlined';
import Repeat from '@mui/icons-material/Repeat';
import ScheduleOutlined from '@mui/icons-material/ScheduleOutlined';
import type { SvgIconComponent } from '@mui/icons-material';
import { Box, Button, Divider, Stack, Typography } from '@mui/material';
import type { ReactNode } from 'react';
import type { AppointmentDetail } from '../../api/schema';
import type { Formats } from '../../format/formats';
import { useT } from '../../i18n/react';
import { useCan } from '../core/me';
import type { BookingStart } from './BookingDialog';
import { PanelClient } from './PanelClient';
import { PanelHistory } from './PanelHistory';
import { PanelNotes } from './PanelNotes';
import { PanelPrice } from './PanelPrice';
import { PanelVerbs } from './PanelVerbs';
import type { Verb } from './verbs';

interface PanelBodyProps {
  appointment: AppointmentDetail;
  /** While only what the list knows is there. */
  loading: boolean;
  busy: boolean;
  formats: Formats;
  onVerb: (verb: Verb) => void;
  onBookAgain: (start: BookingStart) => void;
}

export function PanelBody({ appointment, loading, busy, formats, onVerb, onBookAgain }: PanelBodyProps) {
  const t = useT();
  const can = useCan();
  const { starts_at, ends_at } = appointment;
  const others = appointment.visit.filter(({ id }) => id !== appointment.id);
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', height: '100%', minHeight: 0 }}>
      <Box sx={{ flex: '1 1 0', overflowY: 'auto', p: 3, pt: 2.5 }}>
        <PanelClient appointment={appointment} loading={loading} formats={formats} />
        <Stack component="section" sx={{ gap: 1.25, mt: 2.5 }} aria-label={t('agenda.panel.what')}>
          <Line icon={ScheduleOutlined}>
            <Box component="span" sx={{ fontWeight: 650 }}>
              {formats.dayLong(starts_at)}, {formats.time(starts_at)}–{formats.time(ends_at)}
            </Box>
          </Line>
          <Line icon={PersonOutlined}>
            {appointment.service_name}
            <Box component="span" sx={{ color: 'text.secondary' }}>
              {' '}
              · {appointment.professional_name}
            </Box>
          </Line>
          {appointment.room_name && <Line icon={MeetingRoomOutlined}>{appointment.room_name}</Line>}
          {appointment.series_id && <Line icon={Repeat}>{t('agenda.series.part')}</Line>}
          <Line icon={PaymentsOutlined}>
            <PanelPrice appointment={appointment} formats={formats} />
          </Line>
          {others.map((other) => (
            <Line key={other.id} icon={ScheduleOutlined}>
              <Box component="span" sx={{ color: 'text.secondary' }}>
                {t('agenda.panel.alsoInVisit', {
                  time: formats.time(other.starts_at),
                  service: other.service_name,
                  professional: other.professional_name,
                })}
              </Box>
            </Line>
          ))}
          {appointment.cancellation_reason && (
            <Typography color="text.secondary">
              {t('agenda.panel.cancelledFor', { reason: appointment.cancellation_reason })}
            </Typography>
          )}
        </Stack>
        <Divider sx={{ my: 2.5 }} />
        <PanelNotes appointment={appointment} />
        <Divider sx={{ my: 2.5 }} />
        <PanelHistory appointment={appointment} loading={loading} formats={formats} />
      </Box>
      <Box
        sx={(theme) => ({
          p: 2,
          borderTop: `1px solid ${theme.tokens.line}`,
          background: theme.tokens.paper,
          pb: 'calc(16px + env(safe-area-inset-bottom))',
        })}
      >
        <PanelVerbs appointment={appointment} busy={busy} onVerb={onVerb} />
        {can('appointments.add') && (
          <Button
            fullWidth
            startIcon={<EventRepeatOutlined />}
            sx={{ mt: 1, minHeight: 40 }}
            onClick={() =>
              onBookAgain({
                start: null,
                client: {
                  id: appointment.client_id,
                  name: appointment.client_name,
                  phone: appointment.client_phone,
                },
                service: appointment.service_id,
                professional: appointment.professional_id,
              })
            }
          >
            {t('agenda.again')}
          </Button>
        )}
      </Box>
    </Box>
  );
}

function Line({ icon: Icon, children }: { icon: SvgIconComponent; children: ReactNode }) {
  return (
    <Box sx={{ display: 'flex', gap: 1.5, alignItems: 'flex-start' }}>
      <Icon fontSize="small" sx={{ color: 'text.secondary', mt: '2px' }} />
      <Box sx={{ minWidth: 0, flex: 1, '&::first-letter': { textTransform: 'uppercase' } }}>{children}</Box>
    </Box>
  );
}
