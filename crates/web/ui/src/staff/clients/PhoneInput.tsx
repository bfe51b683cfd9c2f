import { TextField } from '@mui/material';
import { useState } from 'react';
import { useInput, type InputProps } from 'react-admin';
import { useFormats } from '../../format/react';
import { useT } from '../../i18n/react';
import { phoneText } from '../agenda/phone';
import { useTenant } from '../core/me';

/** A telephone as people write it; one that is known is grouped while nobody types. */
export function PhoneInput({ source, label }: Pick<InputProps, 'source'> & { label: string }) {
  const t = useT();
  const { country } = useTenant();
  const { locale } = useFormats();
  const { field, fieldState, id } = useInput({ source });
  const [typing, setTyping] = useState(false);
  const value = String(field.value ?? '');
  const named = new Intl.DisplayNames(locale, { type: 'region' }).of(country) ?? country;
  return (
    <TextField
      className="ra-input"
      id={id}
      label={label}
      type="tel"
      autoComplete="off"
      value={typing ? value : phoneText(value)}
      onChange={(event) => field.onChange(event.target.value)}
      onFocus={() => setTyping(true)}
      onBlur={() => {
        setTyping(false);
        field.onBlur();
      }}
      inputRef={field.ref}
      error={fieldState.invalid}
      helperText={fieldState.error?.message ?? t('clients.form.phoneHint', { country: named })}
      slotProps={{ htmlInput: { maxLength: 40 } }}
    />
  );
}
