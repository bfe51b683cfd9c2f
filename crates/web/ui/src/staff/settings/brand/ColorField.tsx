import Check from '@mui/icons-material/Check';
import { Box, Button, ButtonBase, Stack, TextField, Typography } from '@mui/material';
import { useState } from 'react';
import { useT } from '../../../i18n/react';
import { contrast, on } from '../../../theme/colors';
import { HONEY, tokens } from '../../../theme/tokens';

/** Colours to begin with; each reads well. */
const SUGGESTED = [
  HONEY,
  '#b3382c',
  '#a8326b',
  '#7a3fa0',
  '#3f51b5',
  '#1d6fa5',
  '#0f766e',
  '#2e7d32',
  '#6b4f2a',
  '#37474f',
];

interface ColorFieldProps {
  value: string | null;
  onChange: (color: string | null) => void;
  disabled: boolean;
}

/** The colour of the business: one of some, or any; and whether it can be read. */
export function ColorField({ value, onChange, disabled }: ColorFieldProps) {
  const t = useT();
  const [typed, setTyped] = useState<string | null>(null);
  const shown = typed ?? value ?? '';
  const valid = /^#[0-9a-f]{6}$/i.test(shown);
  const choose = (color: string | null) => {
    setTyped(null);
    onChange(color?.toLowerCase() ?? null);
  };
  const { primary, paper } = tokens('light', value);
  return (
    <>
      <Typography variant="h4" component="h2">
        {t('settings.brand.color')}
      </Typography>
      <Typography variant="body2" color="text.secondary" sx={{ mb: 2 }}>
        {t('settings.brand.colorText')}
      </Typography>
      <Stack
        direction="row"
        role="group"
        aria-label={t('settings.brand.suggested')}
        sx={{ gap: 1, flexWrap: 'wrap' }}
      >
        {SUGGESTED.map((color) => (
          <ButtonBase
            key={color}
            aria-label={t('settings.brand.use', { color })}
            aria-pressed={value === color}
            disabled={disabled}
            onClick={() => choose(color)}
            sx={(theme) => ({
              width: 44,
              height: 44,
              borderRadius: '12px',
              background: color,
              color: on(color),
              border: `1px solid ${theme.tokens.line}`,
            })}
          >
            {value === color && <Check fontSize="small" />}
          </ButtonBase>
        ))}
      </Stack>
      <Stack direction="row" sx={{ gap: 1.5, mt: 2, alignItems: 'flex-start', flexWrap: 'wrap' }}>
        <Box
          component="input"
          type="color"
          aria-label={t('settings.brand.pick')}
          value={value ?? HONEY}
          disabled={disabled}
          onChange={(event: React.ChangeEvent<HTMLInputElement>) => choose(event.target.value)}
          sx={(theme) => ({
            width: 48,
            height: 40,
            p: '3px',
            borderRadius: '10px',
            border: `1px solid ${theme.tokens.edge}`,
            background: theme.tokens.paper,
            cursor: disabled ? 'default' : 'pointer',
          })}
        />
        <TextField
          label={t('settings.brand.code')}
          value={shown}
          placeholder={HONEY}
          disabled={disabled}
          error={shown !== '' && !valid}
          helperText={shown !== '' && !valid ? t('settings.brand.codeFault') : ' '}
          onChange={({ target }) => {
            const text = target.value.trim();
            setTyped(text);
            if (/^#[0-9a-f]{6}$/i.test(text)) onChange(text.toLowerCase());
          }}
          onBlur={() => setTyped(null)}
          sx={{ width: 150 }}
          slotProps={{ inputLabel: { shrink: true }, htmlInput: { maxLength: 7, spellCheck: false } }}
        />
        {value !== null && !disabled && (
          <Button color="inherit" onClick={() => choose(null)}>
            {t('settings.brand.standard')}
          </Button>
        )}
      </Stack>
      {value !== null && (
        <Typography variant="body2" color="text.secondary" aria-live="polite">
          {contrast(value, paper) >= 4.5 && primary === value
            ? t('settings.brand.readable')
            : t('settings.brand.adjusted')}
        </Typography>
      )}
    </>
  );
}
