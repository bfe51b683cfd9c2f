import { TextField } from '@mui/material';
import type { Letter } from '../../../api/schema';
import { useT } from '../../../i18n/react';
import type { Part } from './texts';

interface LetterFieldProps {
  part: Part;
  letter: Letter;
  value: string;
  fault: string | undefined;
  disabled: boolean;
  onChange: (text: string) => void;
  onFocus: () => void;
  inputRef: (input: HTMLInputElement | HTMLTextAreaElement | null) => void;
}

/** A part of a letter. While it is empty the product's own words show through. */
export function LetterField({ part, letter, value, fault, ...props }: LetterFieldProps) {
  const { disabled, onChange, onFocus, inputRef } = props;
  const t = useT();
  const standard = { subject: letter.default_subject, opening: letter.default_opening, closing: '' }[part];
  return (
    <TextField
      label={t(`settings.letters.parts.${part}`)}
      value={value}
      placeholder={standard}
      disabled={disabled}
      error={fault !== undefined}
      helperText={fault ?? (part === 'closing' ? t('settings.letters.closingHint') : undefined)}
      multiline={part !== 'subject'}
      minRows={part === 'subject' ? 1 : 4}
      onChange={({ target }) => onChange(target.value)}
      onFocus={onFocus}
      inputRef={inputRef}
      slotProps={{
        inputLabel: { shrink: true },
        htmlInput: { maxLength: part === 'subject' ? 120 : 1000 },
      }}
    />
  );
}
