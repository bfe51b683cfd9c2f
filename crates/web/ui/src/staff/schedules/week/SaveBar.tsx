import { Alert, Box, Button, Paper, Stack, Typography } from '@mui/material';
import type { ReactNode } from 'react';
import { useT } from '../../../i18n/react';

interface SaveBarProps {
  shown: boolean;
  saving: boolean;
  disabled: boolean;
  /** What to know before saving. */
  warning?: ReactNode;
  save: () => void;
  discard: () => void;
  label: string;
}

/** At the foot of the screen while there is something to save. */
export function SaveBar({ shown, saving, disabled, warning, save, discard, label }: SaveBarProps) {
  const t = useT();
  return (
    <Box aria-live="polite" sx={{ position: 'sticky', bottom: 12, zIndex: 5, mt: 2 }}>
      {shown && (
        <Paper
          sx={(theme) => ({
            border: `1px solid ${theme.tokens.line}`,
            boxShadow: '0 8px 30px rgb(0 0 0 / .16)',
            borderRadius: '14px',
            p: 1.5,
          })}
        >
          {warning && (
            <Alert severity="warning" sx={{ mb: 1.5 }}>
              {warning}
            </Alert>
          )}
          <Stack direction="row" sx={{ alignItems: 'center', gap: 1, flexWrap: 'wrap' }}>
            <Typography sx={{ flex: 1, minWidth: 140, fontWeight: 600 }}>
              {t(disabled ? 'schedules.week.fix' : 'schedules.week.unsaved')}
            </Typography>
            <Button onClick={discard} disabled={saving} sx={{ minHeight: 40 }} color="inherit">
              {t('schedules.week.discard')}
            </Button>
            <Button
              variant="contained"
              onClick={save}
              loading={saving}
              disabled={disabled}
              sx={{ minHeight: 40 }}
            >
              {label}
            </Button>
          </Stack>
        </Paper>
      )}
    </Box>
  );
}
