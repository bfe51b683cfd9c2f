import PhoneOutlined from '@mui/icons-material/PhoneOutlined';
import WarningAmberOutlined from '@mui/icons-material/WarningAmberOutlined';
import WhatsApp from '@mui/icons-material/WhatsApp';
import { Alert, Box, Button, Link, Skeleton, Stack, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { Link as RouterLink } from 'react-router-dom';
import type { AppointmentDetail } from '../../api/schema';
import type { Formats } from '../../format/formats';
import { useT } from '../../i18n/react';
import type { AppointmentState } from '../../theme/tokens';
import { useCan } from '../core/me';
import { StateChip } from '../ui/StateChip';
import { phoneText, whatsApp } from './phone';
import { clientSummaryQuery } from './queries';

interface PanelClientProps {
  appointment: AppointmentDetail;
  loading: boolean;
  formats: Formats;
}

/** Who it is: how to reach them, what is to be known of them, when they were here. */
export function PanelClient({ appointment, loading, formats }: PanelClientProps) {
  const t = useT();
  const can = useCan();
  const summary = useQuery({ ...clientSummaryQuery(appointment.client_id), enabled: can('clients.view') });
  const phone = appointment.contact_phone ?? appointment.client_phone;
  const { client_alerts: alerts, client_no_shows: missed } = appointment;
  const { last, next } = summary.data ?? {};
  return (
    <section aria-label={t('agenda.client.label')}>
      <Stack direction="row" sx={{ gap: 1, alignItems: 'center', pr: 5, flexWrap: 'wrap' }}>
        <StateChip state={appointment.state as AppointmentState} />
        <Typography variant="body2" color="text.secondary">
          {appointment.code}
        </Typography>
      </Stack>
      <Typography variant="h2" sx={{ mt: 1, overflowWrap: 'anywhere' }}>
        {can('clients.view') ? (
          <Link component={RouterLink} to={`/clients/${appointment.client_id}/show`} color="inherit">
            {appointment.client_name}
          </Link>
        ) : (
          appointment.client_name
        )}
      </Typography>
      {appointment.contact_name && appointment.contact_name !== appointment.client_name && (
        <Typography color="text.secondary">
          {t('agenda.panel.contact', { name: appointment.contact_name })}
        </Typography>
      )}
      {phone && (
        <Stack direction="row" sx={{ gap: 1, mt: 1, flexWrap: 'wrap' }}>
          <Button
            variant="outlined"
            color="inherit"
            href={`tel:${phone}`}
            startIcon={<PhoneOutlined />}
            sx={{ minHeight: 40 }}
          >
            {phoneText(phone)}
          </Button>
          <Button
            variant="outlined"
            color="inherit"
            href={whatsApp(phone)}
            target="_blank"
            rel="noreferrer"
            startIcon={<WhatsApp />}
            sx={{ minHeight: 40 }}
          >
            WhatsApp
          </Button>
        </Stack>
      )}
      <Stack sx={{ gap: 1, mt: alerts.length > 0 || missed > 0 ? 1.5 : 0 }}>
        {alerts.map(({ id, body }) => (
          <Alert
            key={id}
            severity="error"
            variant="outlined"
            icon={<WarningAmberOutlined />}
            sx={{ whiteSpace: 'pre-line' }}
          >
            {body}
          </Alert>
        ))}
        {missed > 0 && (
          <Alert severity="warning" variant="outlined">
            {t('agenda.panel.missed', { smart_count: missed })}
          </Alert>
        )}
      </Stack>
      {can('clients.view') && (
        <Box sx={{ mt: 1.5, minHeight: 22 }}>
          {summary.isPending || loading ? (
            <Skeleton width="80%" />
          ) : (
            <Typography variant="body2" color="text.secondary">
              {[
                last
                  ? t('agenda.panel.last', { day: formats.date(last.starts_at) })
                  : t('agenda.panel.first'),
                next && next.id !== appointment.id
                  ? t('agenda.panel.next', {
                      day: formats.date(next.starts_at),
                      time: formats.time(next.starts_at),
                    })
                  : '',
              ]
                .filter(Boolean)
                .join(' · ')}
            </Typography>
          )}
        </Box>
      )}
    </section>
  );
}
