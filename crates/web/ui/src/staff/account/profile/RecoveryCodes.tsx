import ContentCopy from '@mui/icons-material/ContentCopy';
import DownloadOutlined from '@mui/icons-material/DownloadOutlined';
import { Alert, Box, Button, Dialog, DialogActions, DialogContent, DialogTitle, Stack } from '@mui/material';
import { useId } from 'react';
import { useT } from '../../../i18n/react';
import { useTenant } from '../../core/me';
import { useCopy } from '../../ui/useCopy';

interface RecoveryCodesProps {
  codes: string[];
  email: string;
  onClose: () => void;
}

/** The recovery codes, this once. Only the button closes it: a click beside it must not throw them away. */
export function RecoveryCodes({ codes, email, onClose }: RecoveryCodesProps) {
  const t = useT();
  const id = useId();
  const { name: business, slug } = useTenant();
  const copy = useCopy();
  const text = [t('account.factor.fileTitle', { email, business }), '', ...codes, ''].join('\n');
  const download = () => {
    const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = `${slug}-${email.split('@')[0] ?? ''}.txt`;
    link.click();
    URL.revokeObjectURL(url);
  };
  return (
    <Dialog open fullWidth maxWidth="sm" aria-labelledby={id}>
      <DialogTitle id={id}>{t('account.factor.codesTitle')}</DialogTitle>
      <DialogContent>
        <Alert severity="warning" sx={{ mb: 2 }}>
          {t('account.factor.codesText')}
        </Alert>
        <Box
          component="ul"
          sx={{
            m: 0,
            p: 2,
            listStyle: 'none',
            display: 'grid',
            gridTemplateColumns: { xs: '1fr', sm: '1fr 1fr' },
            gap: 1,
            fontFamily: 'monospace',
            fontSize: '1.0625rem',
            bgcolor: 'background.default',
            borderRadius: 2,
          }}
        >
          {codes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </Box>
        <Stack direction="row" sx={{ mt: 2, gap: 1, flexWrap: 'wrap' }}>
          <Button startIcon={<ContentCopy />} onClick={() => copy(codes.join('\n'))}>
            {t('common.copy')}
          </Button>
          <Button startIcon={<DownloadOutlined />} onClick={download}>
            {t('account.factor.download')}
          </Button>
        </Stack>
      </DialogContent>
      <DialogActions>
        <Button variant="contained" onClick={onClose}>
          {t('account.factor.saved')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
