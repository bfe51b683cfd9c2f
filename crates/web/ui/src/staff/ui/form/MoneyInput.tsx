import { useInput, type InputProps } from 'react-admin';
import { MoneyField } from './MoneyField';

interface MoneyInputProps extends Pick<InputProps, 'source' | 'validate'> {
  label: string;
  hint?: string;
}

/** An amount of a form, in the currency of the business. */
export function MoneyInput({ source, validate, label, hint }: MoneyInputProps) {
  const { field, fieldState, id, isRequired } = useInput({ source, ...(validate ? { validate } : {}) });
  return (
    <MoneyField
      className="ra-input"
      id={id}
      label={label}
      required={isRequired}
      value={String(field.value ?? '')}
      onChange={field.onChange}
      onBlur={field.onBlur}
      inputRef={field.ref}
      error={fieldState.invalid}
      helperText={fieldState.error?.message ?? hint}
    />
  );
}
