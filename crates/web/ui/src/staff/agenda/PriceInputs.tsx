import { Alert, InputAdornment, TextField } from '@mui/material';
import { parseAmount } from '../../format/amount';
import { useFormats } from '../../format/react';
import { useT } from '../../i18n/react';
import { describe } from '../../ui/describe';
import { useTenant } from '../core/me';

interface PriceInputsProps {
  /** As it is typed, in the way of the business's locale; what it comes to stands below. */
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
  const formats = useFormats();
  const amount = parseAmount(price, formats.locale);
  return (
    <>
      <TextField
        autoFocus
        label={t('agenda.price.final')}
        value={price}
        onChange={(event) => setPrice(event.target.value)}
        error={'final_price' in fields || amount === null}
        helperText={fields.final_price ?? (amount === null ? t('agenda.price.wrong') : formats.money(amount))}
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
