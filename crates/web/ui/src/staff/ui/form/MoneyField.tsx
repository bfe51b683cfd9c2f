import { InputAdornment, TextField, type TextFieldProps } from '@mui/material';
import { useState } from 'react';
import { parseAmount } from '../../../format/amount';
import { useFormats } from '../../../format/react';

type MoneyFieldProps = Omit<TextFieldProps, 'value' | 'onChange'> & {
  /** As the API has it. */
  value: string;
  /** Gets the amount as the API takes it, or what was typed where that is no amount. */
  onChange: (amount: string) => void;
};

/** An amount in the currency of the business, written as people there write amounts. */
export function MoneyField({ value, onChange, onFocus, onBlur, slotProps, ...props }: MoneyFieldProps) {
  const formats = useFormats();
  const [typed, setTyped] = useState<string | null>(null);
  const amount = /^\d+(\.\d+)?$/.test(value) ? Number(value) : null;
  const cents = value.includes('.') && !/\.0+$/.test(value) ? 2 : 0;
  const written =
    amount === null
      ? value
      : formats.number(amount, { minimumFractionDigits: cents, maximumFractionDigits: 2 });
  return (
    <TextField
      {...props}
      value={typed ?? written}
      onChange={({ target }) => {
        setTyped(target.value);
        onChange(parseAmount(target.value, formats.locale) ?? target.value.trim());
      }}
      onFocus={(event) => {
        setTyped(written);
        onFocus?.(event);
      }}
      onBlur={(event) => {
        setTyped(null);
        onBlur?.(event);
      }}
      autoComplete="off"
      slotProps={{
        ...slotProps,
        htmlInput: { inputMode: 'decimal', maxLength: 20, ...slotProps?.htmlInput },
        input: {
          endAdornment: <InputAdornment position="end">{formats.currency}</InputAdornment>,
          ...slotProps?.input,
        },
      }}
    />
  );
}
