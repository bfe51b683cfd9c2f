import ContentCopy from '@mui/icons-material/ContentCopy';
import { Box, Button, Checkbox, FormControlLabel, Stack } from '@mui/material';
import { useState } from 'react';
import { useT } from '../../i18n/react';
import { useCopy } from '../../staff/ui/useCopy';

/** Codes that are shown once: it goes on when somebody says that they are kept. */
export function RecoveryCodes({ codes, done }: { codes: string[]; done: () => void }) {
  const t = useT();
  const copy = useCopy();
  const [kept, setKept] = useState(false);
  return (
    <Stack sx={{ gap: 2 }}>
      <Box
        component="ol"
        aria-label={t('platform.factor.codesTitle')}
        sx={(theme) => ({
          display: 'grid',
          gridTemplateColumns: 'repeat(auto-fill, minmax(150px, 1fr))',
          gap: 1,
          m: 0,
          p: 2,
          listStyle: 'none',
          borderRadius: 2,
          bgcolor: theme.tokens.sunken,
          fontFamily: 'monospace',
          fontSize: '1rem',
        })}
      >
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </Box>
      <Button
        startIcon={<ContentCopy />}
        onClick={() => void copy(codes.join('\n'))}
        sx={{ alignSelf: 'flex-start' }}
      >
        {t('platform.factor.copy')}
      </Button>
      <FormControlLabel
        control={<Checkbox checked={kept} onChange={(_event, checked) => setKept(checked)} />}
        label={t('platform.factor.kept')}
      />
      <Button variant="contained" size="large" disabled={!kept} onClick={done}>
        {t('common.continue')}
      </Button>
    </Stack>
  );
}
