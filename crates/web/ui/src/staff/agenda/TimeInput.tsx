import { TextField } from '@mui/material';
import { useState } from 'react';
import { clockOf } from './clock';

interface TimeInputProps {
  label: string;
  /** `HH:MM`; empty where none was given. */
  value: string;
  onChange: (time: string) => void;
  error?: string;
  required?: boolean;
}

/** A time of day as the business writes it, by 24 hours, whatever the device does. Takes `930`, `9.30` and `9:30`. */
export function TimeInput({ label, value, onChange, error, required }: TimeInputProps) {
  const [typing, setTyping] = useState<string | null>(null);
  const settle = () => {
    if (typing === null) return;
    onChange(clockOf(typing) ?? '');
    setTyping(null);
  };
  return (
    <TextField
      label={label}
      required={required}
      placeholder="00:00"
      value={typing ?? value}
      onChange={(event) => {
        const text = event.target.value;
        setTyping(text);
        // What is complete counts at once.
        if (/^\d{1,2}[:.]\d{2}$/.test(text)) onChange(clockOf(text) ?? '');
      }}
      onBlur={settle}
      onKeyDown={(event) => event.key === 'Enter' && settle()}
      error={Boolean(error)}
      helperText={error}
      autoComplete="off"
      slotProps={{ inputLabel: { shrink: true }, htmlInput: { inputMode: 'numeric' } }}
    />
  );
}
