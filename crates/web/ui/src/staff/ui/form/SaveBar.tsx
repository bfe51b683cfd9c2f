import { Box, Button, Card, Typography } from '@mui/material';
import type { ReactNode } from 'react';
import { SaveButton } from 'react-admin';
import { useFormState } from 'react-hook-form';
import { Link } from 'react-router-dom';
import { useT } from '../../../i18n/react';

interface SaveBarProps {
  /** Where "cancel" leads. */
  back: string;
  saveLabel?: string;
  /** At the other end: a delete button. */
  aside?: ReactNode;
}

/** At the foot of the screen while its form is in sight. */
export function SaveBar({ back, saveLabel, aside }: SaveBarProps) {
  const t = useT();
  const { dirtyFields } = useFormState();
  const dirty = Object.keys(dirtyFields).length > 0;
  return (
    <Card
      role="toolbar"
      sx={{
        position: 'sticky',
        bottom: 'calc(var(--frame-bottom, 0px) + 12px)',
        zIndex: 3,
        mt: 2.5,
        px: 2,
        py: 1.25,
        display: 'flex',
        alignItems: 'center',
        gap: 1,
        boxShadow: '0 4px 18px rgb(40 25 10 / 0.1)',
      }}
    >
      {aside}
      <Typography
        variant="body2"
        color="text.secondary"
        aria-live="polite"
        sx={{ flex: 1, textAlign: 'right', pr: 1, display: { xs: 'none', sm: 'block' } }}
      >
        {dirty ? t('frame.form.unsaved') : ''}
      </Typography>
      <Box sx={{ flex: 1, display: { sm: 'none' } }} />
      <Button component={Link} to={back} color="inherit">
        {t('common.cancel')}
      </Button>
      <SaveButton label={saveLabel ?? t('common.save')} />
    </Card>
  );
}
