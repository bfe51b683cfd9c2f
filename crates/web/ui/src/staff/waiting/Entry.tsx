import { Box, Button, Card, Chip, Link, Stack, Typography } from '@mui/material';
import { Link as RouterLink } from 'react-router-dom';
import type { WaitingEntry } from '../../api/schema';
import { useFormats } from '../../format/react';
import { useT } from '../../i18n/react';
import { phoneText, whatsApp } from '../agenda/phone';
import { useRight } from '../agenda/rights';

const STATES = ['waiting', 'offered', 'booked', 'expired', 'cancelled'] as const;

interface EntryProps {
  entry: WaitingEntry;
  busy: boolean;
  onBook: () => void;
  onEdit: () => void;
  onCancel: () => void;
}

/** Somebody who waits for a time: for what, when it suits, and what was offered. */
export function Entry({ entry, busy, onBook, onEdit, onCancel }: EntryProps) {
  const t = useT();
  const formats = useFormats();
  const may = useRight();
  const state = STATES.find((known) => known === entry.state) ?? 'waiting';
  const open = state === 'waiting' || state === 'offered';
  const mayChange = may('appointments.change', entry.branch_id);
  const allDay = entry.from === '00:00' && entry.until === '24:00';
  return (
    <Card component="li" sx={{ p: 2 }}>
      <Stack direction="row" sx={{ gap: 2, flexWrap: 'wrap', alignItems: 'flex-start' }}>
        <Box sx={{ flex: '1 1 260px', minWidth: 0 }}>
          <Stack direction="row" sx={{ gap: 1, alignItems: 'center', flexWrap: 'wrap' }}>
            <Typography sx={{ fontWeight: 650 }}>{entry.client_name}</Typography>
            <Chip
              size="small"
              label={t(`waiting.states.${state}`)}
              color={state === 'offered' ? 'warning' : state === 'booked' ? 'success' : 'default'}
              variant={open ? 'outlined' : 'filled'}
            />
          </Stack>
          {entry.client_phone && (
            <Typography variant="body2">
              <Link href={`tel:${entry.client_phone}`}>{phoneText(entry.client_phone)}</Link> ·{' '}
              <Link href={whatsApp(entry.client_phone)} target="_blank" rel="noopener noreferrer">
                WhatsApp
              </Link>
            </Typography>
          )}
          <Typography variant="body2" color="text.secondary">
            {t('waiting.since', { when: formats.dateTime(entry.created_at) })}
            {entry.offers > 0 && ` · ${t('waiting.offers', { smart_count: entry.offers })}`}
          </Typography>
        </Box>
        <Box sx={{ flex: '1 1 260px', minWidth: 0 }}>
          <Typography sx={{ fontWeight: 550 }}>{entry.service_name}</Typography>
          <Typography variant="body2" color="text.secondary">
            {entry.professional_name ?? t('waiting.anybody')} · {entry.branch_name}
          </Typography>
          <Typography variant="body2">
            {t('waiting.wanted', {
              from: formats.dayShort(entry.from_day),
              until: formats.dayShort(entry.until_day),
            })}
            {!allDay && `, ${t('waiting.hours', { from: entry.from, until: entry.until })}`}
          </Typography>
          {entry.notes && (
            <Typography variant="body2" sx={{ fontStyle: 'italic', overflowWrap: 'anywhere' }}>
              {entry.notes}
            </Typography>
          )}
        </Box>
        <Stack direction="row" sx={{ gap: 1, flexWrap: 'wrap', ml: 'auto' }}>
          {entry.appointment_id && (
            <Button component={RouterLink} to={`/agenda?appointment=${entry.appointment_id}`}>
              {t('waiting.see')}
            </Button>
          )}
          {open && mayChange && (
            <>
              {entry.offer ? (
                <Button variant="contained" disabled={busy} onClick={onBook}>
                  {t('waiting.accept')}
                </Button>
              ) : (
                <Button onClick={onEdit} disabled={busy}>
                  {t('common.edit')}
                </Button>
              )}
              <Button color="error" disabled={busy} onClick={onCancel}>
                {t('waiting.cancel')}
              </Button>
            </>
          )}
        </Stack>
      </Stack>
      {entry.offer && open && (
        <Typography sx={{ mt: 1.5, p: 1.25, borderRadius: 1, bgcolor: 'action.hover' }}>
          {t('waiting.offer', {
            when: `${formats.dayShort(entry.offer.starts_at)}, ${formats.time(entry.offer.starts_at)}`,
            professional: entry.offer.professional_name ?? t('waiting.anybody'),
            expires: formats.relative(entry.offer.expires_at),
          })}
        </Typography>
      )}
    </Card>
  );
}
