import { Box, Dialog, DialogContent, DialogTitle, IconButton, Typography } from '@mui/material';
import Close from '@mui/icons-material/Close';
import { useT } from '../../i18n/react';

const KEYS = [
  ['n', 'new'],
  ['/', 'search'],
  ['t', 'today'],
  ['← →', 'days'],
  ['d', 'day'],
  ['w', 'week'],
  ['m', 'month'],
  ['l', 'list'],
  ['Esc', 'close'],
  ['?', 'help'],
] as const;

/** The keys of the agenda. */
export function ShortcutsHelp({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useT();
  return (
    <Dialog open={open} onClose={onClose} aria-labelledby="shortcuts-title" maxWidth="xs" fullWidth>
      <DialogTitle id="shortcuts-title" sx={{ pr: 7 }}>
        {t('agenda.keys.title')}
        <IconButton
          aria-label={t('common.close')}
          onClick={onClose}
          sx={{ position: 'absolute', right: 12, top: 12 }}
        >
          <Close />
        </IconButton>
      </DialogTitle>
      <DialogContent>
        <Box
          component="dl"
          sx={{ m: 0, display: 'grid', gridTemplateColumns: 'auto 1fr', gap: 1.25, columnGap: 2 }}
        >
          {KEYS.map(([key, what]) => (
            <Box key={key} sx={{ display: 'contents' }}>
              <Box component="dt">
                <Box
                  component="kbd"
                  sx={(theme) => ({
                    display: 'inline-block',
                    minWidth: 34,
                    px: 1,
                    py: 0.25,
                    textAlign: 'center',
                    borderRadius: 1,
                    border: `1px solid ${theme.tokens.line}`,
                    borderBottomWidth: 2,
                    background: theme.tokens.sunken,
                    font: 'inherit',
                    fontWeight: 600,
                  })}
                >
                  {key}
                </Box>
              </Box>
              <Typography component="dd" sx={{ m: 0 }}>
                {t(`agenda.keys.${what}`)}
              </Typography>
            </Box>
          ))}
        </Box>
      </DialogContent>
    </Dialog>
  );
}
