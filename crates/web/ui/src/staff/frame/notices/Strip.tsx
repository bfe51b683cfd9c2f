import Close from '@mui/icons-material/Close';
import { Box, IconButton, Stack, Typography } from '@mui/material';
import type { Theme } from '@mui/material/styles';
import type { SvgIconComponent } from '@mui/icons-material';
import type { ReactNode } from 'react';
import { useT } from '../../../i18n/react';
import { mix } from '../../../theme/colors';

interface StripProps {
  tone: 'info' | 'warning' | 'danger';
  icon: SvgIconComponent;
  children: ReactNode;
  /** What can be done about it: a button. */
  action?: ReactNode;
  /** Hides it; where that would hide what matters, it cannot be. */
  onDismiss?: () => void;
}

/** A line above the screen. */
export function Strip({ tone, icon: Icon, children, action, onDismiss }: StripProps) {
  const t = useT();
  const look = ({ tokens }: Theme) => ({
    background: mix(tokens.paper, tokens[tone], 0.12),
    borderBottom: `1px solid ${mix(tokens.paper, tokens[tone], 0.35)}`,
    '& > .MuiSvgIcon-root': { color: tokens[tone] },
    // The business's colour need not be readable on this one.
    '& .MuiButton-root': { color: tokens.ink, textDecoration: 'underline', textUnderlineOffset: 3 },
  });
  return (
    <Stack
      direction="row"
      role={tone === 'danger' ? 'alert' : 'status'}
      sx={[{ alignItems: 'center', gap: 1.25, px: { xs: 1.5, md: 3 }, py: 0.75, minHeight: 48 }, look]}
    >
      <Icon fontSize="small" />
      <Typography variant="body2" sx={{ flex: 1, fontWeight: 500 }}>
        {children}
      </Typography>
      {action && <Box sx={{ flexShrink: 0 }}>{action}</Box>}
      {onDismiss && (
        <IconButton size="small" aria-label={t('frame.notices.dismiss')} onClick={onDismiss}>
          <Close fontSize="small" />
        </IconButton>
      )}
    </Stack>
  );
}
