import { Chip, Stack, TextField } from '@mui/material';
import { useT } from '../../../i18n/react';

interface ReasonFieldProps {
  value: string;
  onChange: (reason: string) => void;
  disabled: boolean;
}

const USUAL = ['vacation', 'leave', 'training', 'sick'] as const;

/** Why days are special: a word of one's own, or a usual one with one press. */
export function ReasonField({ value, onChange, disabled }: ReasonFieldProps) {
  const t = useT();
  return (
    <Stack sx={{ gap: 1 }}>
      <TextField
        label={`${t('schedules.exceptions.reason')} (${t('common.optional')})`}
        value={value}
        disabled={disabled}
        onChange={(event) => onChange(event.target.value)}
        slotProps={{ htmlInput: { maxLength: 200 } }}
      />
      {!disabled && (
        <Stack direction="row" sx={{ gap: 1, flexWrap: 'wrap' }}>
          {USUAL.map((one) => {
            const text = t(`schedules.exceptions.reasons.${one}`);
            return (
              <Chip
                key={one}
                label={text}
                variant={value === text ? 'filled' : 'outlined'}
                color={value === text ? 'primary' : 'default'}
                aria-pressed={value === text}
                onClick={() => onChange(value === text ? '' : text)}
                sx={{ height: 40, borderRadius: 20 }}
              />
            );
          })}
        </Stack>
      )}
    </Stack>
  );
}
