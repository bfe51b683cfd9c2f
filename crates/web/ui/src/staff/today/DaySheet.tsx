import { Box, Button, GlobalStyles, Skeleton, Stack, TextField, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router-dom';
import type { Appointment } from '../../api/schema';
import { isDay } from '../../format/day';
import { useFormats } from '../../format/react';
import { useT } from '../../i18n/react';
import { phoneText } from '../agenda/phone';
import { appointmentsQuery } from '../agenda/queries';
import { useBranch } from '../core/branch';
import { BranchTime } from '../core/BranchTime';
import { useTenant } from '../core/me';
import { ErrorNotice } from '../ui/Notice';

/** A day on paper: black on white, a page for each professional, with room to write. */
export default function DaySheet() {
  return (
    <BranchTime>
      <Sheets />
    </BranchTime>
  );
}

function Sheets() {
  const t = useT();
  const formats = useFormats();
  const tenant = useTenant();
  const branch = useBranch();
  const [query, setQuery] = useSearchParams();
  const day = isDay(query.get('date') ?? '') ? (query.get('date') ?? '') : formats.today();
  const professional = query.get('professional');
  const { data, error, refetch } = useQuery(
    appointmentsQuery({
      from: day,
      until: day,
      ...(branch ? { branch } : {}),
      ...(professional ? { professional } : {}),
      state: 'pendiente,confirmada,en_curso,completada',
    }),
  );
  const people = [...new Map((data ?? []).map((row) => [row.professional_id, row.professional_name]))];
  return (
    <Box
      component="main"
      sx={{ maxWidth: 1000, mx: 'auto', p: 3, bgcolor: '#fff', color: '#000', minHeight: '100dvh' }}
    >
      <GlobalStyles
        styles={{
          body: { background: '#fff' },
          '@media print': { '.no-print': { display: 'none !important' }, '@page': { margin: '12mm' } },
        }}
      />
      <Stack direction="row" className="no-print" sx={{ gap: 2, mb: 3, justifyContent: 'flex-end' }}>
        <TextField
          type="date"
          label={t('today.daySheet.date')}
          value={day}
          onChange={(event) => {
            const next = new URLSearchParams(query);
            next.set('date', event.target.value);
            setQuery(next, { replace: true });
          }}
          slotProps={{
            inputLabel: { shrink: true, sx: { color: '#444' } },
            htmlInput: { style: { color: '#000', colorScheme: 'light' } },
          }}
        />
        <Button variant="contained" onClick={() => print()}>
          {t('common.print')}
        </Button>
      </Stack>
      {error && !data && <ErrorNotice error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton height={400} />}
      {data?.length === 0 && (
        <Sheet title={tenant.name} day={formats.dayLong(day)} name={t('today.daySheet.nothing')} rows={[]} />
      )}
      {people.map(([id, name]) => (
        <Sheet
          key={id}
          title={tenant.name}
          day={formats.dayLong(day)}
          name={name}
          rows={(data ?? []).filter((row) => row.professional_id === id)}
        />
      ))}
      <Typography variant="caption">
        {t('today.daySheet.printed', { when: formats.dateTime(new Date().toISOString()) })}
      </Typography>
    </Box>
  );
}

function Sheet({
  title,
  day,
  name,
  rows,
}: {
  title: string;
  day: string;
  name: string;
  rows: Appointment[];
}) {
  const t = useT();
  const formats = useFormats();
  return (
    <Box component="section" sx={{ '& + &': { breakBefore: 'page' }, mb: 4 }}>
      <Typography variant="body2">{title}</Typography>
      <Typography variant="h1" sx={{ fontSize: '1.35rem' }}>
        {name} · {day}
      </Typography>
      {rows.length > 0 && (
        <Box
          component="table"
          sx={{
            width: '100%',
            mt: 2,
            borderCollapse: 'collapse',
            fontSize: '0.875rem',
            'th, td': { border: '1px solid #999', px: 1, py: 0.75, textAlign: 'left', verticalAlign: 'top' },
            tr: { breakInside: 'avoid' },
          }}
        >
          <thead>
            <tr>
              <th>{t('today.daySheet.hour')}</th>
              <th>{t('today.daySheet.client')}</th>
              <th>{t('today.daySheet.service')}</th>
              <th>{t('today.daySheet.room')}</th>
              <th>{t('today.daySheet.came')}</th>
              <Box component="th" sx={{ width: '30%' }}>
                {t('today.daySheet.notes')}
              </Box>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.id}>
                <td>
                  <strong>{formats.time(row.starts_at)}</strong>–{formats.time(row.ends_at)}
                </td>
                <td>
                  <strong>{row.client_name}</strong>
                  {row.client_phone && (
                    <>
                      <br />
                      {phoneText(row.client_phone)}
                    </>
                  )}
                </td>
                <td>{row.service_name}</td>
                <td>{row.room_name}</td>
                <Box component="td" sx={{ fontSize: '1.1rem' }}>
                  {row.arrived_at || row.state === 'en_curso' || row.state === 'completada' ? '☑' : '☐'}
                </Box>
                <td>{row.internal_notes}</td>
              </tr>
            ))}
          </tbody>
        </Box>
      )}
    </Box>
  );
}
