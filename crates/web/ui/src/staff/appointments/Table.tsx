import {
  Box,
  Link,
  Table as MuiTable,
  TableBody,
  TableCell,
  TableContainer,
  TableHead,
  TableRow,
  Typography,
} from '@mui/material';
import { Link as RouterLink, useNavigate } from 'react-router-dom';
import type { Appointment } from '../../api/schema';
import { useFormats } from '../../format/react';
import { useT } from '../../i18n/react';
import type { AppointmentState } from '../../theme/tokens';
import { StateChip } from '../ui/StateChip';

const WIDE = { display: { xs: 'none', md: 'table-cell' } } as const;

/** Appointments as rows; each opens in the agenda, on its day. */
export function Table({ rows }: { rows: Appointment[] }) {
  const t = useT();
  const formats = useFormats();
  const navigate = useNavigate();
  const target = (row: Appointment) =>
    `/agenda?${new URLSearchParams({ view: 'day', date: row.day, appointment: row.id })}`;
  return (
    <TableContainer>
      <MuiTable>
        <TableHead>
          <TableRow>
            <TableCell>{t('appointments.columns.when')}</TableCell>
            <TableCell>{t('appointments.columns.client')}</TableCell>
            <TableCell sx={WIDE}>{t('appointments.columns.service')}</TableCell>
            <TableCell sx={WIDE}>{t('appointments.columns.professional')}</TableCell>
            <TableCell>{t('appointments.columns.state')}</TableCell>
            <TableCell align="right" sx={WIDE}>
              {t('appointments.columns.price')}
            </TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {rows.map((row) => (
            <TableRow key={row.id} hover onClick={() => navigate(target(row))} sx={{ cursor: 'pointer' }}>
              <TableCell sx={{ whiteSpace: 'nowrap' }}>
                <Link
                  component={RouterLink}
                  to={target(row)}
                  onClick={(event) => event.stopPropagation()}
                  sx={{ color: 'text.primary', fontWeight: 600 }}
                >
                  {formats.dayShort(row.starts_at)}
                  <br />
                  {formats.time(row.starts_at)}
                </Link>
              </TableCell>
              <TableCell>
                {row.client_name}
                <Typography variant="caption" component="div" color="text.secondary">
                  {row.code}
                </Typography>
                <Box sx={{ display: { md: 'none' } }}>
                  <Typography variant="caption">{row.service_name}</Typography>
                </Box>
              </TableCell>
              <TableCell sx={WIDE}>{row.service_name}</TableCell>
              <TableCell sx={WIDE}>{row.professional_name}</TableCell>
              <TableCell>
                <StateChip state={row.state as AppointmentState} />
              </TableCell>
              <TableCell align="right" sx={{ ...WIDE, whiteSpace: 'nowrap' }}>
                {formats.money(row.final_price)}
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </MuiTable>
    </TableContainer>
  );
}
