import { MenuItem, Stack, TextField } from '@mui/material';
import { useT } from '../../i18n/react';

const EVERY = ['never', 'week', 'fortnight', 'month'] as const;

export interface Repeat {
  every: (typeof EVERY)[number];
  times: number;
}

const RULES = { week: 'FREQ=WEEKLY', fortnight: 'FREQ=WEEKLY;INTERVAL=2', month: 'FREQ=MONTHLY' };

/** The rule of a series, as the API takes it; null of a single visit. */
export function rruleOf({ every, times }: Repeat): string | null {
  return every === 'never' ? null : `${RULES[every]};COUNT=${Math.min(104, Math.max(2, times))}`;
}

export function RepeatInput({ value, onChange }: { value: Repeat; onChange: (repeat: Repeat) => void }) {
  const t = useT();
  return (
    <Stack direction="row" sx={{ gap: 2 }}>
      <TextField
        select
        fullWidth
        label={t('agenda.repeat.label')}
        value={value.every}
        onChange={(event) => onChange({ ...value, every: event.target.value as Repeat['every'] })}
      >
        {EVERY.map((every) => (
          <MenuItem key={every} value={every}>
            {t(`agenda.repeat.${every}`)}
          </MenuItem>
        ))}
      </TextField>
      {value.every !== 'never' && (
        <TextField
          label={t('agenda.repeat.times')}
          type="number"
          value={value.times || ''}
          onChange={(event) => onChange({ ...value, times: Number(event.target.value) })}
          slotProps={{ htmlInput: { min: 2, max: 52 } }}
          sx={{ width: 110, flex: 'none' }}
        />
      )}
    </Stack>
  );
}
