import { Box, Skeleton, Typography } from '@mui/material';
import type { AppointmentChange, AppointmentDetail } from '../../api/schema';
import type { Formats } from '../../format/formats';
import type { Key } from '../../i18n';
import { useT } from '../../i18n/react';
import type { AppointmentState } from '../../theme/tokens';

const ACTIONS = [
  'create',
  'confirm',
  'arrive',
  'start',
  'complete',
  'cancel',
  'no-show',
  'reschedule',
  'reopen',
] as const;

interface PanelHistoryProps {
  appointment: AppointmentDetail;
  loading: boolean;
  formats: Formats;
}

/** What happened to it and who did it, the latest first. */
export function PanelHistory({ appointment, loading, formats }: PanelHistoryProps) {
  const t = useT();
  const known = (action: string): Key | null => {
    const name = ACTIONS.find((one) => one === action);
    return name ? `agenda.history.${name}` : null;
  };
  const what = ({ action, from_starts_at, to_starts_at, to_state }: AppointmentChange) => {
    const key = known(action);
    if (key === null) return t(`common.states.${to_state as AppointmentState}`);
    const text = t(key);
    return action === 'reschedule' && from_starts_at && to_starts_at
      ? `${text}: ${formats.dayShort(from_starts_at)} ${formats.time(from_starts_at)} → ${formats.dayShort(to_starts_at)} ${formats.time(to_starts_at)}`
      : text;
  };
  return (
    <section aria-labelledby="panel-history">
      <Typography id="panel-history" variant="h4" component="h3" sx={{ mb: 1 }}>
        {t('agenda.panel.history')}
      </Typography>
      {loading ? (
        <Skeleton variant="rounded" height={64} />
      ) : (
        <Box component="ol" sx={{ m: 0, p: 0, listStyle: 'none', display: 'grid', gap: 1.25 }}>
          {[...appointment.history].reverse().map((change) => (
            <Box
              component="li"
              key={`${change.at}${change.action}`}
              sx={(theme) => ({ pl: 1.5, borderLeft: `3px solid ${theme.tokens.line}` })}
            >
              <Typography variant="body2" sx={{ fontWeight: 600 }}>
                {what(change)}
              </Typography>
              {change.reason && <Typography variant="body2">{change.reason}</Typography>}
              <Typography variant="body2" color="text.secondary">
                {[formats.dateTime(change.at), change.actor_name].filter(Boolean).join(' · ')}
              </Typography>
            </Box>
          ))}
        </Box>
      )}
    </section>
  );
}
