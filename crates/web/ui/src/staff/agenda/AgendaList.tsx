import EventAvailableOutlined from '@mui/icons-material/EventAvailableOutlined';
import Repeat from '@mui/icons-material/Repeat';
import { Box, Button, ButtonBase, Typography } from '@mui/material';
import { useMemo } from 'react';
import type { Appointment } from '../../api/schema';
import { useT } from '../../i18n/react';
import type { AppointmentState } from '../../theme/tokens';
import { Notice } from '../ui/Notice';
import { StateChip } from '../ui/StateChip';
import type { AgendaState } from './state';
import type { Shown } from './useShown';

interface AgendaListProps {
  shown: Shown;
  state: AgendaState;
  change: (part: Partial<AgendaState>) => void;
}

/** Seven days, one appointment below the other: easy to read on a phone, and with a screen reader. */
export function AgendaList({ shown, change }: AgendaListProps) {
  const t = useT();
  const { rows, formats, today } = shown;
  const days = useMemo(() => {
    const byDay = new Map<string, Appointment[]>();
    for (const row of rows) {
      const day = formats.dayOf(row.starts_at);
      byDay.set(day, [...(byDay.get(day) ?? []), row]);
    }
    return [...byDay].sort(([a], [b]) => a.localeCompare(b));
  }, [rows, formats]);

  if (days.length === 0) {
    return (
      <Notice
        icon={EventAvailableOutlined}
        title={t('agenda.empty.title')}
        text={t('agenda.empty.text')}
        action={
          <Button onClick={() => change({ date: formats.addDays(shown.date, 7) })} sx={{ minHeight: 40 }}>
            {t('agenda.empty.next')}
          </Button>
        }
      />
    );
  }
  return (
    <Box
      sx={(theme) => ({
        height: '100%',
        overflow: 'auto',
        borderRadius: '12px',
        border: `1px solid ${theme.tokens.line}`,
        background: theme.tokens.paper,
        scrollbarWidth: 'thin',
      })}
    >
      {days.map(([day, list]) => (
        <Box component="section" key={day} aria-labelledby={`day-${day}`}>
          <Box
            sx={(theme) => ({
              position: 'sticky',
              top: 0,
              zIndex: 1,
              display: 'flex',
              justifyContent: 'space-between',
              gap: 2,
              px: 2,
              py: 1,
              background: theme.tokens.sunken,
              color: day === today ? 'primary.main' : 'text.primary',
            })}
          >
            <Typography
              id={`day-${day}`}
              variant="h4"
              component="h2"
              sx={{ '&::first-letter': { textTransform: 'uppercase' } }}
            >
              {formats.dayLong(day)}
            </Typography>
            <Typography variant="body2" color="text.secondary">
              {t('agenda.count', { smart_count: list.length })}
            </Typography>
          </Box>
          <Box component="ul" sx={{ m: 0, p: 0, listStyle: 'none' }}>
            {list.map((row) => (
              <li key={row.id}>
                <Row row={row} formats={formats} onOpen={() => change({ appointment: row.id })} />
              </li>
            ))}
          </Box>
        </Box>
      ))}
    </Box>
  );
}

function Row({ row, formats, onOpen }: { row: Appointment; formats: Shown['formats']; onOpen: () => void }) {
  const t = useT();
  return (
    <ButtonBase
      onClick={onOpen}
      sx={(theme) => ({
        width: '100%',
        display: 'grid',
        gridTemplateColumns: { xs: '56px 1fr auto', md: '120px 1.2fr 1.2fr 1.4fr 112px' },
        columnGap: 2,
        rowGap: 0.25,
        alignItems: 'center',
        textAlign: 'start',
        px: 2,
        py: 1.25,
        minHeight: 56,
        borderBottom: `1px solid ${theme.tokens.line}`,
        '&:hover': { background: theme.tokens.sunken },
        '&.Mui-focusVisible': { outline: `3px solid ${theme.tokens.primary}`, outlineOffset: -3 },
      })}
    >
      <Typography sx={{ fontWeight: 650, fontVariantNumeric: 'tabular-nums' }}>
        {formats.time(row.starts_at)}
        <Box
          component="span"
          sx={{ display: { xs: 'none', md: 'inline' }, fontWeight: 400, color: 'text.secondary' }}
        >
          –{formats.time(row.ends_at)}
        </Box>
      </Typography>
      <Typography
        noWrap
        sx={{ fontWeight: 600, display: 'flex', alignItems: 'center', gap: 0.75, minWidth: 0 }}
      >
        <Box component="span" sx={{ overflow: 'hidden', textOverflow: 'ellipsis' }}>
          {row.client_name}
        </Box>
        {row.series_id && <Repeat fontSize="inherit" titleAccess={t('agenda.signs.series')} />}
      </Typography>
      <Typography
        noWrap
        variant="body2"
        color="text.secondary"
        sx={{ gridColumn: { xs: '2', md: 'auto' }, gridRow: { xs: 2, md: 'auto' } }}
      >
        {row.service_name}
      </Typography>
      <Typography
        noWrap
        variant="body2"
        color="text.secondary"
        sx={{ gridColumn: { xs: '2', md: 'auto' }, gridRow: { xs: 3, md: 'auto' } }}
      >
        {[row.professional_name, row.room_name].filter(Boolean).join(' · ')}
      </Typography>
      <StateChip
        state={row.state as AppointmentState}
        sx={{
          gridColumn: { xs: 3, md: 'auto' },
          gridRow: { xs: '1 / span 3', md: 'auto' },
          justifySelf: 'end',
        }}
      />
    </ButtonBase>
  );
}
