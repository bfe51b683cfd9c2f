import { Box, MenuItem, TextField } from '@mui/material';
import { parseDateTime } from '@internationalized/date';
import { useT } from '../../i18n/react';
import { TimeInput } from './TimeInput';
import type { Shown } from './useShown';

/** When and by whom: a day, an hour of the clock on the wall, a professional or nobody in particular. */
export interface When {
  date: string;
  time: string;
  professional: string;
}

/** So many minutes after a time by the clock on the wall. */
export function endOf(start: string, minutes: number): string {
  return parseDateTime(start).add({ minutes }).toString().slice(0, 19);
}

interface WhenInputsProps {
  value: When;
  onChange: (when: When) => void;
  shown: Shown;
  /** Whether it may be left to whoever is free. */
  anybody?: boolean;
  error?: string;
}

export function WhenInputs({ value, onChange, shown, anybody, error }: WhenInputsProps) {
  const t = useT();
  return (
    <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: '1fr 1fr' }}>
      <TextField
        label={t('agenda.day')}
        type="date"
        required
        value={value.date}
        onChange={(event) => onChange({ ...value, date: event.target.value })}
        slotProps={{ inputLabel: { shrink: true } }}
      />
      <TimeInput
        label={t('agenda.time')}
        required
        value={value.time}
        onChange={(time) => onChange({ ...value, time })}
        error={error}
      />
      <TextField
        select
        label={t('agenda.professional')}
        value={value.professional}
        onChange={(event) => onChange({ ...value, professional: event.target.value })}
        slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}
        sx={{ gridColumn: '1 / -1' }}
      >
        {anybody && <MenuItem value="">{t('agenda.anybody')}</MenuItem>}
        {shown.professionals.map(({ id, full_name }) => (
          <MenuItem key={id} value={id}>
            {full_name}
          </MenuItem>
        ))}
      </TextField>
    </Box>
  );
}
