import { Alert, InputAdornment, TextField } from '@mui/material';
import { useT } from '../../i18n/react';
import { describe } from '../../ui/describe';
import { useTenant } from '../core/me';

interface PriceInputsProps {
  price: string;
  setPrice: (price: string) => void;
  reason: string;
  setReason: (reason: string) => void;
  /** Another price than agreed wants a reason. */
  reasonNeeded: boolean;
  fields: Record<string, string>;
  error: unknown;
}

/** What is charged and why, with what is wrong about it. */
export function PriceInputs({
  price,
  setPrice,
  reason,
  setReason,
  reasonNeeded,
  fields,
  error,
}: PriceInputsProps) {
  const t = useT();
  const { currency } = useTenant();
  return (
    <>
      <TextField
        autoFocus
        label={t('agenda.price.final')}
        value={price}
        onChange={(event) => setPrice(event.target.value.replace(',', '.'))}
        error={'final_price' in fields}
        helperText={fields.final_price}
        slotProps={{
          htmlInput: { inputMode: 'decimal' },
          input: { endAdornment: <InputAdornment position="end">{currency}</InputAdornment> },
        }}
      />
      {reasonNeeded && (
        <TextField
          label={t('agenda.price.reason')}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
          error={'price_reason' in fields}
          helperText={fields.price_reason}
        />
      )}
      {error !== null && Object.keys(fields).length === 0 && (
        <Alert severity="warning" variant="outlined">
          {describe(error, t)}
        </Alert>
      )}
    </>
  );
}
