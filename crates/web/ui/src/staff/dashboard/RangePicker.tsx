import { Button, Popover, Stack, TextField, ToggleButton, ToggleButtonGroup } from '@mui/material';
import { useState, type FormEvent } from 'react';
import { useT } from '../../i18n/react';
import { PERIODS, type Period, type Range } from './range';

interface RangePickerProps {
  value: Range & { period: Period };
  onPeriod: (period: Exclude<Period, 'custom'>) => void;
  onRange: (range: Range) => void;
}

/** Chooses the days whose figures are shown. */
export function RangePicker({ value, onPeriod, onRange }: RangePickerProps) {
  const t = useT();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  return (
    <>
      <ToggleButtonGroup
        exclusive
        size="small"
        value={value.period}
        aria-label={t('dashboard.range.label')}
        sx={{ flexWrap: 'wrap', bgcolor: 'background.paper' }}
      >
        {PERIODS.map((period) => (
          <ToggleButton key={period} value={period} onClick={() => onPeriod(period)} sx={BUTTON}>
            {t(`dashboard.range.${period}`)}
          </ToggleButton>
        ))}
        <ToggleButton
          value="custom"
          aria-haspopup="dialog"
          aria-expanded={anchor !== null}
          onClick={(event) => setAnchor(event.currentTarget)}
          sx={BUTTON}
        >
          {t('dashboard.range.custom')}
        </ToggleButton>
      </ToggleButtonGroup>
      <Popover
        open={anchor !== null}
        anchorEl={anchor}
        onClose={() => setAnchor(null)}
        anchorOrigin={{ vertical: 'bottom', horizontal: 'right' }}
        transformOrigin={{ vertical: 'top', horizontal: 'right' }}
        slotProps={{ paper: { role: 'dialog', 'aria-label': t('dashboard.range.custom') } }}
      >
        <CustomRange
          value={value}
          onChoose={(range) => {
            setAnchor(null);
            onRange(range);
          }}
        />
      </Popover>
    </>
  );
}

function CustomRange({ value, onChoose }: { value: Range; onChoose: (range: Range) => void }) {
  const t = useT();
  const [{ from, until }, setRange] = useState<Range>(value);
  const wrong = from === '' || until === '' || from > until || days(from, until) > 366;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!wrong) onChoose({ from, until });
  };
  return (
    <Stack component="form" onSubmit={submit} sx={{ p: 2, gap: 2, width: 280 }}>
      <TextField
        type="date"
        label={t('dashboard.range.from')}
        value={from}
        onChange={(event) => setRange({ from: event.target.value, until })}
        slotProps={{ inputLabel: { shrink: true } }}
        autoFocus
      />
      <TextField
        type="date"
        label={t('dashboard.range.until')}
        value={until}
        onChange={(event) => setRange({ from, until: event.target.value })}
        slotProps={{ inputLabel: { shrink: true } }}
        error={wrong}
        helperText={wrong ? t('dashboard.range.wrong') : ' '}
      />
      <Button type="submit" variant="contained" disabled={wrong}>
        {t('dashboard.range.apply')}
      </Button>
    </Stack>
  );
}

const days = (from: string, until: string) => (Date.parse(until) - Date.parse(from)) / 86_400_000 + 1;
const BUTTON = { px: 1.5, minHeight: 40 };
