import { Box, Typography } from '@mui/material';
import { useId } from 'react';
import { useT } from '../../../i18n/react';
import { ICONS, kindLook, KINDS, type Kind } from './kinds';

interface KindChoiceProps {
  value: Kind;
  onChange: (kind: Kind) => void;
  disabled: boolean;
}

/** The three ways in which days differ, as cards to choose from. */
export function KindChoice({ value, onChange, disabled }: KindChoiceProps) {
  const t = useT();
  const name = useId();
  return (
    <Box
      role="radiogroup"
      aria-label={t('schedules.exceptions.kind')}
      sx={{ display: 'grid', gap: 1, gridTemplateColumns: { sm: 'repeat(3, 1fr)' } }}
    >
      {KINDS.map((kind) => {
        const Icon = ICONS[kind];
        const chosen = kind === value;
        return (
          <Box
            key={kind}
            component="label"
            sx={(theme) => {
              const { fill, ink, edge } = kindLook(kind, theme.tokens);
              return {
                position: 'relative',
                display: 'flex',
                flexDirection: { xs: 'row', sm: 'column' },
                gap: 1,
                p: 1.25,
                borderRadius: '12px',
                cursor: disabled ? 'default' : 'pointer',
                border: `2px solid ${chosen ? edge : theme.tokens.line}`,
                background: chosen ? fill : 'none',
                color: chosen ? ink : theme.tokens.ink,
                '&:focus-within': { outline: `3px solid ${theme.tokens.primary}`, outlineOffset: 2 },
              };
            }}
          >
            <Box
              component="input"
              type="radio"
              name={name}
              checked={chosen}
              disabled={disabled}
              onChange={() => onChange(kind)}
              aria-label={t(`schedules.exceptions.kinds.${kind}`)}
              sx={{ position: 'absolute', inset: 0, opacity: 0, m: 0, cursor: 'inherit' }}
            />
            <Icon aria-hidden />
            <Box>
              <Typography sx={{ fontWeight: 650, color: 'inherit' }}>
                {t(`schedules.exceptions.kinds.${kind}`)}
              </Typography>
              <Typography variant="body2" sx={{ color: chosen ? 'inherit' : 'text.secondary' }}>
                {t(`schedules.exceptions.kindTexts.${kind}`)}
              </Typography>
            </Box>
          </Box>
        );
      })}
    </Box>
  );
}
