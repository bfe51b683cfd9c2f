import ContentCopy from '@mui/icons-material/ContentCopy';
import { IconButton, InputAdornment, TextField } from '@mui/material';
import { useT } from '../../i18n/react';
import { useCopy } from './useCopy';

/** A text that somebody takes elsewhere: a link, a key. */
export function CopyField({ label, value }: { label: string; value: string }) {
  const t = useT();
  const copy = useCopy();
  return (
    <TextField
      fullWidth
      label={label}
      value={value}
      onFocus={({ target }) => target.select()}
      slotProps={{
        input: {
          readOnly: true,
          endAdornment: (
            <InputAdornment position="end">
              <IconButton edge="end" aria-label={t('common.copy')} onClick={() => copy(value)}>
                <ContentCopy fontSize="small" />
              </IconButton>
            </InputAdornment>
          ),
        },
      }}
    />
  );
}
