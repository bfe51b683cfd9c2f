import { TextField, type TextFieldProps } from '@mui/material';
import { useState } from 'react';
import { useT } from '../../i18n/react';
import { clamp, DAY, formatTime, parseTime, STEP } from './time';

interface TimeFieldProps extends Omit<TextFieldProps, 'value' | 'onChange' | 'error' | 'helperText'> {
  /** Minutes since midnight. */
  value: number;
  onChange: (value: number) => void;
  /** What is wrong with it, beside not being a time. */
  fault?: string | undefined;
}

/**
 * A time of day, `00:00` to `24:00`, as people write it: `9`, `930`, `9:30`. Arrows go by quarters of an hour.
 *
 * The browser's own field knows neither 24:00 nor the hours as the business writes them.
 */
export function TimeField({
  value,
  onChange,
  fault,
  'aria-label': label,
  'aria-describedby': describedBy,
  ...props
}: TimeFieldProps) {
  const t = useT();
  const [text, setText] = useState<string | null>(null);
  const invalid = text !== null && parseTime(text) === null;

  const leave = () => {
    const time = text === null ? null : parseTime(text);
    if (time === null) return;
    setText(null);
    if (time !== value) onChange(time);
  };
  const step = (by: number) => {
    const from = (text === null ? null : parseTime(text)) ?? value;
    setText(null);
    onChange(clamp(Math.round((from + by) / STEP) * STEP, 0, DAY));
  };

  return (
    <TextField
      {...props}
      value={text ?? formatTime(value)}
      onChange={(event) => setText(event.target.value)}
      onBlur={leave}
      onFocus={(event) => event.target.select()}
      onKeyDown={(event) => {
        if (event.key === 'Enter') leave();
        if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
        event.preventDefault();
        step(event.key === 'ArrowUp' ? STEP : -STEP);
      }}
      error={invalid || fault !== undefined}
      helperText={invalid ? t('schedules.time.invalid') : undefined}
      slotProps={{
        htmlInput: {
          inputMode: 'numeric',
          autoComplete: 'off',
          maxLength: 7,
          'aria-label': label,
          'aria-describedby': describedBy,
        },
      }}
    />
  );
}
