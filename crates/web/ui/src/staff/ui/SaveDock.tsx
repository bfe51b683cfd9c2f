import { Box, Button, Card, Typography } from '@mui/material';
import { useEffect, type ReactNode } from 'react';
import { useT } from '../../i18n/react';

interface SaveDockProps {
  /** Whether there is something to save; without, it is not there. */
  dirty: boolean;
  /** What, such as "3 cambios". */
  text?: ReactNode;
  saving: boolean;
  disabled?: boolean;
  save: () => void;
  discard: () => void;
}

/** At the foot of a screen that is saved as a whole and is no form of react-admin. Leaving the page asks first. */
export function SaveDock({ dirty, text, saving, disabled = false, save, discard }: SaveDockProps) {
  const t = useT();
  useEffect(() => {
    if (!dirty) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [dirty]);
  return (
    <Box
      aria-live="polite"
      sx={{ position: 'sticky', bottom: 'calc(var(--frame-bottom, 0px) + 12px)', zIndex: 3 }}
    >
      {dirty && (
        <Card
          role="toolbar"
          sx={{
            mt: 2.5,
            px: 2,
            py: 1.25,
            display: 'flex',
            alignItems: 'center',
            gap: 1,
            boxShadow: '0 4px 18px rgb(40 25 10 / 0.1)',
          }}
        >
          <Typography variant="body2" color="text.secondary" sx={{ flex: 1 }}>
            {text ?? t('frame.form.unsaved')}
          </Typography>
          <Button color="inherit" onClick={discard} disabled={saving}>
            {t('common.undo')}
          </Button>
          <Button variant="contained" onClick={save} disabled={disabled} loading={saving}>
            {t('common.save')}
          </Button>
        </Card>
      )}
    </Box>
  );
}
